package dev.trailtally.report.unused;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.UnusedAccessKind;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The next findings in their order, and how many there are of each kind on all pages. */
record Found(List<Finding> findings, Map<UnusedAccessKind, Long> counts) {

    private static final String PREFIX = "UNUSED_ACCESS_KIND_";

    Found {
        findings = List.copyOf(findings);
        counts = Map.copyOf(counts);
    }

    /** Each row has the count of each kind, such as access_key_count; if there are no findings, one row has only the counts. */
    static Found read(Snapshot snapshot, Sql sql, Binds binds, Instant now, UnusedAccessKind... kinds)
            throws SQLException {
        var findings = new ArrayList<Finding>();
        var counts = new EnumMap<UnusedAccessKind, Long>(UnusedAccessKind.class);
        snapshot.list(sql, binds, row -> {
            for (var kind : kinds) {
                counts.put(
                        kind, row.number(kind.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT) + "_count"));
            }
            return isIn(row) && findings.add(Finding.of(row, now));
        });
        return new Found(findings, counts);
    }

    private static boolean isIn(Row row) throws SQLException {
        return !row.isNull("kind");
    }
}
