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

    /** A scan of one account; failed ones say AccessDenied. */
    UUID scan(long accountId, String state) throws SQLException {
        var scanId = UUID.randomUUID();
        boolean failed = state.equals("failed");
        fixture.execute("""
                insert into scan (scan_id, source_kind, source_location, last_accessed, account_ids, regions, keep_raw,
                  state)
                values ('%s', 'last_accessed', 'organization', '{}', '{}', '{}', false, 'running');
                insert into scan_unit (scan_id, account_id, region, turn, whole, state, failure_code, failure_message,
                  next_step, finished_at)
                values ('%s', %d, 'global', 1, false, '%s', %s, %s, %s, %s)
                """.formatted(
                        scanId,
                        scanId,
                        accountId,
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

    /** One entity; made in 2020 and not evaluated unless told otherwise. */
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

        /** Said of a service since then, and still. */
        Entity service(String namespace, Instant since, @Nullable Instant lastAccessed) throws SQLException {
            return said(namespace, "", since, null, lastAccessed);
        }

        /** Said of a tracked action since then, and still. */
        Entity action(String namespace, String action, Instant since, @Nullable Instant lastAccessed)
                throws SQLException {
            return said(namespace, action, since, null, lastAccessed);
        }

        /** Said of a service, or with an action of that, from then until then; who did it is the entity itself. */
        Entity said(
                String namespace, String action, Instant since, @Nullable Instant until, @Nullable Instant lastAccessed)
                throws SQLException {
            service(namespace);
            fixture.execute(
                    """
                    insert into tracked_action (action_name) values ('%1$s') on conflict do nothing;
                    insert into last_accessed (account_id, entity_id, service_ref, tracked_action_ref, generated_at,
                      superseded_at, last_accessed_time, last_accessed_entity, last_accessed_region,
                      total_authenticated_entities)
                    select account_id, entity_id, service.id, action.id, '%2$s', %3$s, %4$s::timestamptz,
                      case when %4$s is not null then arn end, case when %4$s is not null then 'eu-central-1' end,
                      case when %4$s is not null then 1 else 0 end
                    from iam_entity, service_namespace service, tracked_action action
                    where account_id = %5$d
                    and arn = '%6$s'
                    and service_namespace = '%7$s'
                    and action_name = '%1$s'
                    """.formatted(action, since, quoted(until), quoted(lastAccessed), accountId, arn, namespace));
            return this;
        }

        private void service(String namespace) throws SQLException {
            fixture.execute("""
                    insert into service_namespace (service_namespace, service_name)
                    values ('%s', 'Amazon %s')
                    on conflict do nothing
                    """.formatted(namespace, namespace));
        }

        /** A job, each younger than those before; failed ones say NoSuchEntity. */
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
            return this;
        }

        /** A job of a report that was read; tells when, and nothing of what it said. */
        Entity reportedAt(UUID scanId, Instant generatedAt) throws SQLException {
            job(scanId, "service", "done");
            fixture.execute("""
                    update last_accessed_job
                    set job_completion_date = '%s'
                    where scan_id = '%s'
                    and entity_id = (select entity_id from iam_entity where account_id = %d and arn = '%s')
                    """.formatted(generatedAt, scanId, accountId, arn));
            return this;
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
