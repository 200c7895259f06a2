package dev.trailtally.report;

import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of IAM as a collector leaves them, in the database of a fixture. */
final class IamRows {

    private final Fixture fixture;
    private int jobs;

    IamRows(Fixture fixture) {
        this.fixture = fixture;
    }

    void unit(String unitId, @Nullable String parentId, String name) throws SQLException {
        fixture.execute("""
                insert into organizational_unit (unit_id, parent_id, name, listed_at)
                values ('%s', %s, '%s', now())
                """.formatted(unitId, quoted(parentId), name));
    }

    void account(long accountId, String name, @Nullable String parentId) throws SQLException {
        fixture.execute("""
                insert into account (account_id, account_name, parent_id)
                values (%d, '%s', %s)
                """.formatted(accountId, name, quoted(parentId)));
    }

    /** A scan of one account; failed ones have AccessDenied. */
    UUID scan(long accountId, String state) throws SQLException {
        return scan(accountId, "global", state);
    }

    /** The region is "organization" if the account requests the organization's reports. */
    UUID scan(long accountId, String region, String state) throws SQLException {
        var scanId = UUID.randomUUID();
        boolean failed = state.equals("failed");
        fixture.execute("""
                insert into scan (scan_id, source_kind, source_location, last_accessed, account_ids, regions, keep_raw,
                  state)
                values ('%s', 'last_accessed', 'organization', '{}', '{}', '{}', false, 'running');
                insert into scan_unit (scan_id, account_id, region, turn, whole, state, failure_code, failure_message,
                  next_step, finished_at)
                values ('%s', %d, '%s', 1, false, '%s', %s, %s, %s, %s)
                """.formatted(
                        scanId,
                        scanId,
                        accountId,
                        region,
                        state,
                        failed ? "'AccessDenied'" : "null",
                        failed ? "'not allowed'" : "null",
                        failed ? "'Allow it.'" : "null",
                        failed ? "'2025-11-01T00:00:00Z'" : "null"));
        return scanId;
    }

    void listing(long accountId, String entityType, Instant listedAt) throws SQLException {
        fixture.execute("""
                insert into iam_listing (account_id, entity_type, listed_at, scan_id)
                values (%d, '%s', '%s', gen_random_uuid())
                """.formatted(accountId, entityType, listedAt));
    }

    Entity user(long accountId, String name) throws SQLException {
        return entity(accountId, "user", "arn:aws:iam::%012d:user/%s".formatted(accountId, name), name);
    }

    Entity role(long accountId, String name) throws SQLException {
        return entity(accountId, "role", "arn:aws:iam::%012d:role/%s".formatted(accountId, name), name);
    }

    Entity policy(long accountId, String name) throws SQLException {
        return entity(
                accountId, "customer_managed_policy", "arn:aws:iam::%012d:policy/%s".formatted(accountId, name), name);
    }

    Entity entity(long accountId, String entityType, String arn, String name) throws SQLException {
        fixture.execute("""
                insert into iam_entity (account_id, arn, entity_type, name, path, created_at, first_listed_at,
                  last_listed_at)
                values (%d, '%s', '%s', '%s', '/', '2020-01-01T00:00:00Z', now(), now())
                """.formatted(accountId, arn, entityType, name));
        return new Entity(accountId, arn);
    }

    private static String quoted(@Nullable Object value) {
        return value == null ? "null" : "'" + value + "'";
    }

    /** One entity; by default created in 2020 and not evaluated. */
    final class Entity {

        private final long accountId;
        private final String arn;

        private Entity(long accountId, String arn) {
            this.accountId = accountId;
            this.arn = arn;
        }

        String arn() {
            return arn;
        }

        Entity with(String column, @Nullable Object value) throws SQLException {
            fixture.execute("update iam_entity set %s = %s where account_id = %d and arn = '%s'"
                    .formatted(column, quoted(value), accountId, arn));
            return this;
        }

        Entity createdAt(@Nullable Instant createdAt) throws SQLException {
            return with("created_at", createdAt);
        }

        Entity deletedAt(Instant deletedAt) throws SQLException {
            return with("deleted_at", deletedAt);
        }

        /** Has a report of services. */
        Entity evaluatedAt(Instant generatedAt) throws SQLException {
            return with("service_generated_at", generatedAt);
        }

        /** Has a report of services and actions. */
        Entity actionsEvaluatedAt(Instant generatedAt) throws SQLException {
            return evaluatedAt(generatedAt).with("action_generated_at", generatedAt);
        }

        /** Reported for a service since then, and still. */
        Entity service(String namespace, Instant since, @Nullable Instant lastAccessed) throws SQLException {
            return said(namespace, "", since, null, lastAccessed);
        }

        /** Reported for a tracked action since then, and still. */
        Entity action(String namespace, String action, Instant since, @Nullable Instant lastAccessed)
                throws SQLException {
            return said(namespace, action, since, null, lastAccessed);
        }

        /** Reported for a service or one of its actions during a period; the entity itself made the attempt. */
        Entity said(
                String namespace, String action, Instant since, @Nullable Instant until, @Nullable Instant lastAccessed)
                throws SQLException {
            service(namespace);
            fixture.execute(
                    """
                    insert into tracked_action (action_name) values ('%1$s') on conflict do nothing;
                    insert into last_accessed (account_id, entity_id, service_ref, tracked_action_ref, generated_at,
                      superseded_at, last_accessed_time, last_accessed_entity, last_accessed_region,
                      total_authenticated_entities, change)
                    select account_id, entity_id, service.id, action.id, '%2$s', %3$s, %4$s::timestamptz,
                      case when %4$s is not null then arn end, case when %4$s is not null then 'eu-central-1' end,
                      case when %4$s is not null then 1 else 0 end, 'first_report'
                    from iam_entity, service_namespace service, tracked_action action
                    where account_id = %5$d
                    and arn = '%6$s'
                    and service_namespace = '%7$s'
                    and action_name = '%1$s'
                    """.formatted(action, since, quoted(until), quoted(lastAccessed), accountId, arn, namespace));
            return changed();
        }

        /** Sets how all rows arose and ended, as a collector that stores them in order does. */
        private Entity changed() throws SQLException {
            fixture.execute("""
                    update last_accessed said
                    set change = change.new_change,
                      no_longer_allowed = said.superseded_at is not null and change.next_at is null
                    from (
                      select said.*, next.generated_at as next_at,
                        case
                          when before.account_id is not null and said.last_accessed_time is null
                            and before.last_accessed_time is not null then 'forgotten'
                          when before.account_id is not null and said.last_accessed_time is not null
                            and before.last_accessed_time is null then 'first_access'
                          when before.account_id is not null then 'later_access'
                          when exists (
                            select
                            from last_accessed_job job
                            where (job.account_id, job.entity_id) = (said.account_id, said.entity_id)
                            and job.state = 'done'
                            and job.job_completion_date < said.generated_at
                            and (said.tracked_action_ref = 0 or job.granularity = 'action')
                          ) then 'allowed'
                          else 'first_report'
                        end as new_change
                      from last_accessed said
                      left join last_accessed before
                        on (before.account_id, before.entity_id, before.service_ref, before.tracked_action_ref)
                          = (said.account_id, said.entity_id, said.service_ref, said.tracked_action_ref)
                        and before.superseded_at = said.generated_at
                      left join last_accessed next
                        on (next.account_id, next.entity_id, next.service_ref, next.tracked_action_ref)
                          = (said.account_id, said.entity_id, said.service_ref, said.tracked_action_ref)
                        and next.generated_at = said.superseded_at
                      join iam_entity entity
                        on entity.account_id = said.account_id and entity.entity_id = said.entity_id
                      where entity.account_id = %d
                      and entity.arn = '%s'
                    ) change
                    where (said.account_id, said.entity_id, said.service_ref, said.tracked_action_ref, said.generated_at)
                      = (change.account_id, change.entity_id, change.service_ref, change.tracked_action_ref, change.generated_at)
                    """.formatted(accountId, arn));
            return this;
        }

        private void service(String namespace) throws SQLException {
            fixture.execute("""
                    insert into service_namespace (service_namespace, service_name)
                    values ('%s', 'Amazon %s')
                    on conflict do nothing
                    """.formatted(namespace, namespace));
        }

        /** A job, each younger than those before; failed ones have NoSuchEntity. */
        Entity job(UUID scanId, String granularity, String state) throws SQLException {
            boolean failed = state.equals("failed");
            jobs++;
            fixture.execute("""
                    insert into last_accessed_job (account_id, scan_id, entity_id, unit_id, granularity, state, asked_at,
                      job_creation_date, job_completion_date, failure_code, failure_message, next_step, finished_at)
                    select account_id, '%s', entity_id, 1, '%s', '%s', '2025-11-01T00:00:00Z'::timestamptz
                      + interval '%d s', '2025-11-01T00:00:00Z', %s, %s, %s, %s, '2025-11-01T00:01:00Z'
                    from iam_entity
                    where account_id = %d
                    and arn = '%s'
                    """.formatted(
                            scanId,
                            granularity,
                            state,
                            jobs,
                            state.equals("done") ? "'2025-11-01T00:00:30Z'" : "null",
                            failed ? "'InternalFailure'" : "null",
                            failed ? "'it broke'" : "null",
                            failed ? "'Ask again.'" : "null",
                            accountId,
                            arn));
            return changed();
        }

        /** A job whose report was read; only its time, not its content. */
        Entity reportedAt(UUID scanId, Instant generatedAt) throws SQLException {
            job(scanId, "service", "done");
            fixture.execute("""
                    update last_accessed_job
                    set job_completion_date = '%s'
                    where scan_id = '%s'
                    and entity_id = (select entity_id from iam_entity where account_id = %d and arn = '%s')
                    """.formatted(generatedAt, scanId, accountId, arn));
            return changed();
        }

        Entity accessKey(String accessKeyId, boolean active, @Nullable Instant created, @Nullable Instant lastUsed)
                throws SQLException {
            fixture.execute("""
                    insert into iam_access_key (account_id, access_key_id, entity_id, active, created_at, last_used_at,
                      listed_at)
                    select account_id, '%s', entity_id, %s, %s, %s, '2025-11-01T00:00:00Z'
                    from iam_entity
                    where account_id = %d
                    and arn = '%s'
                    """.formatted(accessKeyId, active, quoted(created), quoted(lastUsed), accountId, arn));
            return this;
        }

        /** A managed policy of the account that grants the service. */
        Entity grantedBy(String namespace, String policyName) throws SQLException {
            service(namespace);
            fixture.execute("""
                    insert into granting_policy (account_id, entity_id, service_ref, policy_type, policy_arn, policy_name,
                      holder_type, holder_name, generated_at)
                    select account_id, entity_id, service.id, 'managed', 'arn:aws:iam::%1$012d:policy/%2$s', '%2$s', '',
                      '', '2025-11-01T00:00:00Z'
                    from iam_entity, service_namespace service
                    where account_id = %1$d
                    and arn = '%3$s'
                    and service_namespace = '%4$s'
                    """.formatted(accountId, policyName, arn, namespace));
            return this;
        }

        Entity usedBy(String namespace, String accessorArn, Instant lastAuthenticated) throws SQLException {
            service(namespace);
            fixture.execute("""
                    insert into service_accessor (account_id, entity_id, service_ref, accessor_arn, generated_at,
                      accessor_type, accessor_name, last_authenticated)
                    select account_id, entity_id, service.id, '%s', '2025-11-01T00:00:00Z', 'user', 'someone', '%s'
                    from iam_entity, service_namespace service
                    where account_id = %d
                    and arn = '%s'
                    and service_namespace = '%s'
                    """.formatted(accessorArn, lastAuthenticated, accountId, arn, namespace));
            return this;
        }
    }
}
