package dev.trailtally.report.sighting;

import dev.trailtally.report.organization.Organization;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcTimes;
import java.sql.SQLException;

/** The rows of sightings. */
final class SightingRows {

    private SightingRows() {}

    static Sighting sighting(Organization organization, SightingKind kind, Row row) throws SQLException {
        long accountId = row.number("account_id");
        return Sighting.newBuilder()
                .setAccountId(AccountIds.format(accountId))
                .setAccountName(organization.name(accountId))
                .setKind(kind)
                .setValue(row.text("value"))
                .setEventCount(row.number("event_count"))
                .setFailedCount(row.number("failed_count"))
                .setFirstEventTime(RpcTimes.timestamp(row.time("first_event_time")))
                .setLastEventTime(RpcTimes.timestamp(row.time("last_event_time")))
                .build();
    }
}
