package dev.trailtally.report.unused;

import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.UnusedAccess;
import dev.trailtally.report.v1.UnusedAccessKind;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.OptionalFields;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One ranked finding; services and policies are added to its message for the page. */
record Finding(Rank rank, long entityId, UnusedAccess message, List<Long> youngServiceRefs) {

    Finding {
        youngServiceRefs = List.copyOf(youngServiceRefs);
    }

    static Finding of(Row row, Instant now) throws SQLException {
        var rank = Rank.of(row);
        var message = UnusedAccess.newBuilder()
                .setKind(rank.kind())
                .setAccountId(AccountIds.format(rank.accountId()))
                .setEntity(StoredEntity.message(row))
                .setAccessKeyId(rank.accessKeyId())
                .setUnusedServiceCount(rank.unusedServices());
        var lastUsed = rank.lastUsed();
        OptionalFields.setTime(lastUsed, message::setLastUsedTime);
        var idle = lastUsed == null ? row.timeOrNull("grant_created_at") : lastUsed;
        if (idle != null) {
            message.setUnusedDays((int) Math.max(0, Duration.between(idle, now).toDays()));
        }
        OptionalFields.setTime(row.timeOrNull("generated_at"), message::setGeneratedTime);
        if (!hasServices(rank)) {
            return new Finding(rank, row.number("entity_id"), message.build(), List.of());
        }
        message.setGrantedServiceCount(row.reference("granted_service_count"));
        return new Finding(rank, row.number("entity_id"), message.build(), row.numbers("young_service_refs"));
    }

    boolean hasServices() {
        return hasServices(rank);
    }

    private static boolean hasServices(Rank rank) {
        return rank.kind() == UnusedAccessKind.UNUSED_ACCESS_KIND_PRINCIPAL
                || rank.kind() == UnusedAccessKind.UNUSED_ACCESS_KIND_PERMISSION;
    }
}
