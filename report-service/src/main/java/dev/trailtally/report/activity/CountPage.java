package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.ListActivityCountsResponse;
import dev.trailtally.report.v1.Principal;
import java.sql.SQLException;

/** The counts of a page: as many as it may have, or as 2 MiB hold; a gRPC client takes 4 MiB by default. */
final class CountPage {

    private static final int MAX_BYTES = 2 << 20;

    private final boolean byRegion;
    private final int size;
    private final ListActivityCountsResponse.Builder response;
    private long bytes;
    private boolean cut;

    CountPage(boolean byRegion, int size, ListActivityCountsResponse.Builder response) {
        this.byRegion = byRegion;
        this.size = size;
        this.response = response;
    }

    /** The binds have to ask for one row beyond the page. Where there are no rows, one row has the total alone. */
    boolean add(Row row) throws SQLException {
        response.setTotalRowCount(row.number("total_row_count"));
        if (row.isNull("event_count")) {
            return false;
        }
        cut = cut || response.getActivityCountsCount() == size || bytes > MAX_BYTES;
        if (!cut) {
            var count = message(row);
            bytes += count.getSerializedSize();
            response.addActivityCounts(count);
        }
        return !cut;
    }

    private ActivityCount message(Row row) throws SQLException {
        var count = ActivityCount.newBuilder().setValue(row.text("value")).setEventCount(row.number("event_count"));
        if (byRegion) {
            return count.setRegion(row.text("owner")).build();
        }
        return count.setPrincipal(Principal.newBuilder()
                        .setKey(row.text("owner"))
                        .setDisplayName(row.text("display_name"))
                        .setType(row.text("principal_type")))
                .build();
    }

    /** Whether another page follows. */
    boolean isCut() {
        return cut;
    }
}
