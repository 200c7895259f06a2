package dev.trailtally.collector.store;

import dev.trailtally.collector.claim.AccountClaims;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The access keys of users. */
@Singleton
public final class AccessKeyTables {

    /** A user whose keys are to be listed. */
    public record User(long entityId, String name) {}

    private final ScanDatabase database;

    public AccessKeyTables(ScanDatabase database) {
        this.database = database;
    }

    /** The users of the unit without keys that were listed for it. */
    public List<User> unlisted(ClaimedAccount unit) {
        return database.statement(connection -> Sql.of("""
                    select e.entity_id, e.name
                    from last_accessed_job j
                    join scan_unit u on u.unit_id = j.unit_id
                    join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
                    where j.unit_id = :unit_id
                    and e.entity_type = 'user'
                    and e.deleted_at is null
                    and not exists (
                      select
                      from iam_access_key k
                      where k.account_id = e.account_id
                      and k.entity_id = e.entity_id
                      and k.listed_at >= u.first_claimed_at)
                    order by e.name
                    """)
                .with("unit_id", unit.unitId())
                .list(connection, row -> new User(row.getLong("entity_id"), row.getString("name"))));
    }

    /** Keeps all keys of a user; returns whether the unit is still held; if not, nothing was written. */
    public boolean store(ClaimedAccount unit, User user, List<AccessKey> keys) {
        return AccountClaims.whileHeld(database, unit, connection -> {
            insert(connection, unit, user, keys);
            deleteOthers(connection, unit, user, keys);
        });
    }

    private static void insert(Connection connection, ClaimedAccount unit, User user, List<AccessKey> keys)
            throws SQLException {
        Sql.of("""
                insert into iam_access_key as k (account_id, access_key_id, entity_id, active, created_at, last_used_at,
                  last_used_region, last_used_service, listed_at)
                select :account_id, v.access_key_id, :entity_id, v.active, v.created_at, v.last_used_at,
                  v.last_used_region,
                  v.last_used_service, now()
                from unnest(:access_key_ids, :active, :created_at, :last_used_at, :regions, :services)
                  v (access_key_id, active, created_at, last_used_at, last_used_region, last_used_service)
                order by v.access_key_id
                on conflict (account_id, access_key_id) do update
                set
                  entity_id = excluded.entity_id,
                  active = excluded.active,
                  created_at = excluded.created_at,
                  last_used_at = excluded.last_used_at,
                  last_used_region = excluded.last_used_region,
                  last_used_service = excluded.last_used_service,
                  listed_at = excluded.listed_at,
                  deleted_at = null
                """)
                .with("account_id", unit.accountId())
                .with("entity_id", user.entityId())
                .with("access_key_ids", Sql.array("text", keys, AccessKey::accessKeyId))
                .with("active", Sql.array("boolean", keys, AccessKey::active))
                .with("created_at", Sql.array("timestamptz", keys, key -> key.createdAt()))
                .with("last_used_at", Sql.array("timestamptz", keys, key -> key.lastUsedAt()))
                .with("regions", Sql.array("text", keys, key -> bounded(key.lastUsedRegion())))
                .with("services", Sql.array("text", keys, key -> bounded(key.lastUsedService())))
                .update(connection);
    }

    private static @Nullable String bounded(@Nullable String text) {
        return text == null ? null : BoundedText.text(text);
    }

    private static void deleteOthers(Connection connection, ClaimedAccount unit, User user, List<AccessKey> keys)
            throws SQLException {
        Sql.of("""
                update iam_access_key
                set deleted_at = now()
                where account_id = :account_id
                and entity_id = :entity_id
                and access_key_id <> all (:access_key_ids)
                and deleted_at is null
                """)
                .with("account_id", unit.accountId())
                .with("entity_id", user.entityId())
                .with("access_key_ids", Sql.array("text", keys, AccessKey::accessKeyId))
                .update(connection);
    }
}
