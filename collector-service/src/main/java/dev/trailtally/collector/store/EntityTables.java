package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.claim.AccountClaims;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The entities of an account and the jobs that ask for them, written together: an entity of a scan has exactly one job.
 * Every method that writes returns whether the unit is still held; if it is not, nothing was written.
 */
@Singleton
public final class EntityTables {

    private static final String ENTITIES_AND_JOBS = """
            with listed as (
              insert into iam_entity as e (account_id, arn, entity_type, name, path, unique_id, created_at,
                password_last_used, attachment_count, first_listed_at, last_listed_at)
              select :account_id, v.arn, v.entity_type, v.name, v.path, v.unique_id, v.created_at, v.password_last_used,
                v.attachment_count, now(), now()
              from unnest(:arns, :types, :names, :paths, :unique_ids, :created_at, :password_last_used,
                :attachment_counts::integer[])
                v (arn, entity_type, name, path, unique_id, created_at, password_last_used, attachment_count)
              on conflict (account_id, arn) do update
              set
                entity_type = excluded.entity_type,
                name = excluded.name,
                path = excluded.path,
                unique_id = coalesce(excluded.unique_id, e.unique_id),
                created_at = coalesce(excluded.created_at, e.created_at),
                password_last_used = excluded.password_last_used,
                attachment_count = excluded.attachment_count,
                first_listed_at =
                  case when excluded.unique_id <> e.unique_id then excluded.first_listed_at else e.first_listed_at end,
                last_listed_at = greatest(e.last_listed_at, excluded.last_listed_at),
                deleted_at = case when e.deleted_at > excluded.last_listed_at then e.deleted_at end,
                service_generated_at = case when excluded.unique_id <> e.unique_id then null else e.service_generated_at end,
                action_generated_at = case when excluded.unique_id <> e.unique_id then null else e.action_generated_at end,
                granting_listed_at = case when excluded.unique_id <> e.unique_id then null else e.granting_listed_at end,
                accessors_generated_at =
                  case when excluded.unique_id <> e.unique_id then null else e.accessors_generated_at end
              returning entity_id
            )
            insert into last_accessed_job (account_id, scan_id, entity_id, unit_id, granularity)
            select :account_id, :scan_id, entity_id, :unit_id, :granularity
            from listed
            on conflict (account_id, scan_id, entity_id) do nothing
            """;

    private final ScanDatabase database;

    public EntityTables(ScanDatabase database) {
        this.database = database;
    }

    /** By the database's clock: what is listed from now on is listed later. */
    public Instant now() {
        return database.statement(connection ->
                Sql.of("select now()").one(connection, row -> requireNonNull(Sql.instant(row, 1))));
    }

    /** Keeps some entities and the jobs that ask for them; jobs that are there already stay as they are. */
    public boolean store(ClaimedAccount unit, Collection<IamEntity> entities, boolean actionLevel) {
        var byArn = new TreeMap<String, IamEntity>(); // sorted, so that two scans cannot wait for each other
        entities.forEach(entity -> byArn.put(entity.arn(), entity));
        var sorted = List.copyOf(byArn.values());
        return AccountClaims.whileHeld(database, unit, connection -> {
            Sql.of(ENTITIES_AND_JOBS)
                    .with("account_id", unit.accountId())
                    .with("arns", Sql.array("text", sorted, IamEntity::arn))
                    .with(
                            "types",
                            Sql.array("text", sorted, entity -> entity.type().column()))
                    .with("names", Sql.array("text", sorted, entity -> BoundedText.text(entity.name())))
                    .with("paths", Sql.array("text", sorted, entity -> BoundedText.text(entity.path())))
                    .with("unique_ids", Sql.array("text", sorted, IamEntity::uniqueId))
                    .with("created_at", Sql.array("timestamptz", sorted, entity -> entity.createdAt()))
                    .with("password_last_used", Sql.array("timestamptz", sorted, entity -> entity.passwordLastUsed()))
                    .with("attachment_counts", Sql.array("integer", sorted, IamEntity::attachmentCount))
                    .with("scan_id", unit.scanId())
                    .with("unit_id", unit.unitId())
                    .with("granularity", actionLevel ? "action" : "service")
                    .update(connection);
            RecreatedEntities.end(connection, unit.accountId(), byArn.keySet());
        });
    }

    /** Requested entities that do not exist: jobs that have failed. */
    public boolean storeMissing(
            ClaimedAccount unit, Collection<IamEntity> missing, boolean actionLevel, SourceException why) {
        return store(unit, missing, actionLevel)
                && AccountClaims.whileHeld(database, unit, connection -> {
                    var arns = missing.stream().map(IamEntity::arn).toList();
                    JobTables.failMissing(connection, unit, arns, why);
                });
    }

    /** Whether the scan has a whole listing of this type already, made before it was taken over. */
    public boolean isListed(ClaimedAccount unit, IamEntity.Type type) {
        return database.statement(connection -> Sql.of("""
                    select
                    from iam_listing
                    where account_id = :account_id
                    and entity_type = :entity_type
                    and scan_id = :scan_id
                    """)
                .with("account_id", unit.accountId())
                .with("entity_type", type.column())
                .with("scan_id", unit.scanId())
                .exists(connection));
    }

    /** All entities of a type, without any filter, were listed since it began: others no longer exist. */
    public boolean listedWhole(ClaimedAccount unit, IamEntity.Type type, Instant begun) {
        return AccountClaims.whileHeld(database, unit, connection -> {
            listed(connection, unit, type, begun);
            deleteOthers(connection, unit, type, begun);
        });
    }

    private static void listed(Connection connection, ClaimedAccount unit, IamEntity.Type type, Instant begun)
            throws SQLException {
        Sql.of("""
                insert into iam_listing (account_id, entity_type, listed_at, scan_id)
                values (:account_id, :entity_type, :listed_at, :scan_id)
                on conflict (account_id, entity_type) do update
                set listed_at = excluded.listed_at, scan_id = excluded.scan_id
                """)
                .with("account_id", unit.accountId())
                .with("entity_type", type.column())
                .with("listed_at", begun)
                .with("scan_id", unit.scanId())
                .update(connection);
    }

    private static void deleteOthers(Connection connection, ClaimedAccount unit, IamEntity.Type type, Instant begun)
            throws SQLException {
        Sql.of("""
                with gone as (
                  update iam_entity
                  set deleted_at = now()
                  where account_id = :account_id
                  and entity_type = :entity_type
                  and last_listed_at < :begun
                  and deleted_at is null
                  returning account_id, entity_id
                )
                update iam_access_key k
                set deleted_at = now()
                from gone
                where k.account_id = gone.account_id
                and k.entity_id = gone.entity_id
                and k.deleted_at is null
                """)
                .with("account_id", unit.accountId())
                .with("entity_type", type.column())
                .with("begun", begun)
                .update(connection);
    }

    /**
     * The whole tree of the organization was listed: others no longer exist.
     *
     * @param present the ARNs of all that it has
     * @param suffix of the same: empty, or behind a # the service control policy
     */
    public boolean charted(ClaimedAccount unit, Collection<String> present, String suffix) {
        return AccountClaims.whileHeld(database, unit, connection -> {
            Sql.of("""
                    update iam_entity
                    set deleted_at = now()
                    where account_id = :account_id
                    and entity_type = 'organizations_entity'
                    and deleted_at is null
                    and substring(arn from '#.*$') is not distinct from nullif(:suffix, '')
                    and arn not in (select unnest(:arns::text[]))
                    """)
                    .with("account_id", unit.accountId())
                    .with("suffix", suffix)
                    .with("arns", Sql.array("text", present))
                    .update(connection);
        });
    }

    /** The accounts that a scan asks, also those that it could not open. */
    public List<Long> accounts(ClaimedAccount unit) {
        return database.statement(connection ->
                Sql.of("""
                    select distinct account_id
                    from scan_unit
                    where scan_id = :scan_id
                    and region in ('global', '')
                    order by account_id
                    """).with("scan_id", unit.scanId()).list(connection, row -> row.getLong("account_id")));
    }

    /** All jobs of the unit are known. */
    public boolean listedAll(ClaimedAccount unit) {
        return AccountClaims.whileHeld(database, unit, connection -> {
            Sql.of("""
                    update scan_unit
                    set listed_at = coalesce(listed_at, now())
                    where unit_id = :unit_id
                    """).with("unit_id", unit.unitId()).update(connection);
        });
    }
}
