package dev.trailtally.report.sighting;

import dev.trailtally.report.interval.Times;
import dev.trailtally.report.organization.Organization;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.report.v1.SightingKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The sightings of a page: as many as it may have, or as 2 MiB hold; a gRPC client takes 4 MiB by default. */
final class SightingPage {

    private static final int MAX_BYTES = 2 << 20;

    private final Organization organization;
    private final int size;
    private final List<Sighting> sightings = new ArrayList<>();
    private long bytes;
    private boolean cut;

    SightingPage(Organization organization, int size) {
        this.organization = organization;
        this.size = size;
    }

    /** The binds have to ask for one row beyond the page. */
    boolean add(SightingKind kind, Row row) throws SQLException {
        cut = cut || sightings.size() == size || bytes > MAX_BYTES;
        if (!cut) {
            var sighting = message(kind, row);
            bytes += sighting.getSerializedSize();
            sightings.add(sighting);
        }
        return !cut;
    }

    private Sighting message(SightingKind kind, Row row) throws SQLException {
        long accountId = row.number("account_id");
        return Sighting.newBuilder()
                .setAccountId(AccountIds.format(accountId))
                .setAccountName(organization.name(accountId))
                .setKind(kind)
                .setValue(row.text("value"))
                .setEventCount(row.number("event_count"))
                .setFailedCount(row.number("failed_count"))
                .setFirstEventTime(Times.timestamp(row.time("first_event_time")))
                .setLastEventTime(Times.timestamp(row.time("last_event_time")))
                .build();
    }

    List<Sighting> sightings() {
        return sightings;
    }

    /** Whether another page follows. */
    boolean isCut() {
        return cut;
    }
}
