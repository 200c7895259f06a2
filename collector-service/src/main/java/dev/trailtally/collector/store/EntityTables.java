package dev.trailtally.collector.store;

import static dev.trailtally.collector.store.ScanTables.array;

import dev.trailtally.collector.claim.AccountClaims;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
              select ?, v.arn, v.entity_type, v.name, v.path, v.unique_id, v.created_at, v.password_last_used,
                v.attachment_count, now(), now()
              from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[],
                ?::integer[])
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
            select ?, ?, entity_id, ?, ?
            from listed
            on conflict (account_id, scan_id, entity_id) do nothing
            """;

    private final ScanDatabase database;

    public EntityTables(ScanDatabase database) {
        this.database = database;
    }

    /** By the database's clock: what is listed from now on is listed later. */
    public Instant now() {
        return database.statement(connection -> {
            try (var statement = connection.prepareStatement("select now() as now");
                    var rows = statement.executeQuery()) {
                rows.next();
                return rows.getObject("now", OffsetDateTime.class).toInstant();
            }
        });
    }

    /** Keeps some entities and the jobs that ask for them; jobs that are there already stay as they are. */
    public boolean store(ClaimedAccount unit, Collection<IamEntity> entities, boolean actionLevel) {
        var byArn = new TreeMap<String, IamEntity>(); // sorted, so that two scans cannot wait for each other
        entities.forEach(entity -> byArn.put(entity.arn(), entity));
        var sorted = List.copyOf(byArn.values());
        return database.transaction(connection -> {
            if (!AccountClaims.hold(connection, unit)) {
                return false;
            }
            try (var statement = connection.prepareStatement(ENTITIES_AND_JOBS)) {
                statement.setLong(1, unit.accountId());
                array(statement, 2, "text", sorted, IamEntity::arn);
                array(statement, 3, "text", sorted, entity -> entity.type().column());
                array(statement, 4, "text", sorted, entity -> BoundedText.text(entity.name()));
                array(statement, 5, "text", sorted, entity -> BoundedText.text(entity.path()));
                array(statement, 6, "text", sorted, IamEntity::uniqueId);
                array(statement, 7, "timestamptz", sorted, entity -> offset(entity.createdAt()));
                array(statement, 8, "timestamptz", sorted, entity -> offset(entity.passwordLastUsed()));
                array(statement, 9, "integer", sorted, IamEntity::attachmentCount);
                statement.setLong(10, unit.accountId());
                statement.setObject(11, unit.scanId());
                statement.setLong(12, unit.unitId());
                statement.setString(13, actionLevel ? "action" : "service");
                statement.executeUpdate();
            }
            RecreatedEntities.end(connection, unit.accountId(), byArn.keySet());
            return true;
        });
    }

    /** Requested entities that do not exist: jobs that have failed. */
    public boolean storeMissing(
            ClaimedAccount unit, Collection<IamEntity> missing, boolean actionLevel, SourceException why) {
        return store(unit, missing, actionLevel)
                && database.transaction(connection -> {
                    if (!AccountClaims.hold(connection, unit)) {
                        return false;
                    }
                    var arns = missing.stream().map(IamEntity::arn).toList();
                    JobTables.failMissing(connection, unit, arns, why);
                    return true;
                });
    }

    /** Whether the scan has a whole listing of this type already, made before it was taken over. */
    public boolean isListed(ClaimedAccount unit, IamEntity.Type type) {
        return database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    select
                    from iam_listing
                    where account_id = ?
                    and entity_type = ?
                    and scan_id = ?
                    """)) {
                statement.setLong(1, unit.accountId());
                statement.setString(2, type.column());
                statement.setObject(3, unit.scanId());
                try (var rows = statement.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    /** All entities of a type, without any filter, were listed since it began: others no longer exist. */
    public boolean listedWhole(ClaimedAccount unit, IamEntity.Type type, Instant begun) {
        return database.transaction(connection -> {
            if (!AccountClaims.hold(connection, unit)) {
                return false;
            }
            listed(connection, unit, type, begun);
            deleteOthers(connection, unit, type, begun);
            return true;
        });
    }

    private static void listed(Connection connection, ClaimedAccount unit, IamEntity.Type type, Instant begun)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into iam_listing (account_id, entity_type, listed_at, scan_id)
                values (?, ?, ?, ?)
                on conflict (account_id, entity_type) do update
                set listed_at = excluded.listed_at, scan_id = excluded.scan_id
                """)) {
            statement.setLong(1, unit.accountId());
            statement.setString(2, type.column());
            statement.setObject(3, offset(begun));
            statement.setObject(4, unit.scanId());
            statement.executeUpdate();
        }
    }

    private static void deleteOthers(Connection connection, ClaimedAccount unit, IamEntity.Type type, Instant begun)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                with gone as (
                  update iam_entity
                  set deleted_at = now()
                  where account_id = ?
                  and entity_type = ?
                  and last_listed_at < ?
                  and deleted_at is null
                  returning account_id, entity_id
                )
                update iam_access_key k
                set deleted_at = now()
                from gone
                where k.account_id = gone.account_id
                and k.entity_id = gone.entity_id
                and k.deleted_at is null
                """)) {
            statement.setLong(1, unit.accountId());
            statement.setString(2, type.column());
            statement.setObject(3, offset(begun));
            statement.executeUpdate();
        }
    }

    /**
     * The whole tree of the organization was listed: others no longer exist.
     *
     * @param present the ARNs of all that it has
     * @param suffix of the same: empty, or behind a # the service control policy
     */
    public boolean charted(ClaimedAccount unit, Collection<String> present, String suffix) {
        return database.transaction(connection -> {
            if (!AccountClaims.hold(connection, unit)) {
                return false;
            }
            try (var statement = connection.prepareStatement("""
                    update iam_entity
                    set deleted_at = now()
                    where account_id = ?
                    and entity_type = 'organizations_entity'
                    and deleted_at is null
                    and substring(arn from '#.*$') is not distinct from nullif(?, '')
                    and arn not in (select unnest(?::text[]))
                    """)) {
                statement.setLong(1, unit.accountId());
                statement.setString(2, suffix);
                statement.setArray(3, connection.createArrayOf("text", present.toArray()));
                statement.executeUpdate();
            }
            return true;
        });
    }

    /** The accounts that a scan asks, also those that it could not open. */
    public List<Long> accounts(ClaimedAccount unit) {
        return database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    select distinct account_id
                    from scan_unit
                    where scan_id = ?
                    and region in ('global', '')
                    order by account_id
                    """)) {
                statement.setObject(1, unit.scanId());
                try (var rows = statement.executeQuery()) {
                    var accounts = new ArrayList<Long>();
                    while (rows.next()) {
                        accounts.add(rows.getLong("account_id"));
                    }
                    return accounts;
                }
            }
        });
    }

    /** All jobs of the unit are known. */
    public boolean listedAll(ClaimedAccount unit) {
        return database.transaction(connection -> {
            if (!AccountClaims.hold(connection, unit)) {
                return false;
            }
            try (var statement = connection.prepareStatement("""
                    update scan_unit
                    set listed_at = coalesce(listed_at, now())
                    where unit_id = ?
                    """)) {
                statement.setLong(1, unit.unitId());
                statement.executeUpdate();
            }
            return true;
        });
    }

    static @Nullable OffsetDateTime offset(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
