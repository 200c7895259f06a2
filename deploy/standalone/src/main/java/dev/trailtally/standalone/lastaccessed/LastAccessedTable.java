package dev.trailtally.standalone.lastaccessed;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.report.v1.ServiceLastAccessed;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.summary.TextTable;
import java.io.PrintWriter;
import java.util.Iterator;

/** What each principal and policy last accessed, one row each. */
public final class LastAccessedTable {

    private final PrintWriter out;
    private final int rows;

    /**
     * @param rows the most rows to print
     */
    public LastAccessedTable(PrintWriter out, int rows) {
        this.out = out;
        this.rows = rows;
    }

    /** Prints it and returns its scope. */
    public AccessScope print(AccessReader reader) {
        var scope = AccessScope.getDefaultInstance();
        var table = new TextTable(
                "  ", "ACCOUNT", "TYPE", "NAME", "GRANTED", "USED", "NEVER USED", "LAST ACCESS", "TRACKED FROM");
        long shown = 0;
        for (Iterator<ListLastAccessedResponse> pages = reader.lastAccessed(); pages.hasNext() && shown < rows; ) {
            var page = pages.next();
            scope = page.getScope();
            var fitting = page.getEntitiesList().subList(0, (int) Math.min(page.getEntitiesCount(), rows - shown));
            fitting.forEach(entity -> add(table, entity));
            shown += fitting.size();
        }
        if (shown == 0) {
            out.println("Last accessed: no user, role, group or policy was found");
            return scope;
        }
        out.println("Last accessed: services that each principal and policy is granted, used and never used (UTC)");
        table.print(out);
        if (scope.getEntityCount() > shown) {
            out.println("  " + Format.number(scope.getEntityCount() - shown) + " more; --rows "
                    + Math.min(scope.getEntityCount(), 100_000) + " shows them; --json and --csv contain all");
        }
        return scope;
    }

    private static void add(TextTable table, EntityLastAccessed row) {
        var evaluated = row.getEvaluation() == Evaluation.EVALUATION_EVALUATED;
        var use = ServiceUse.of(row.getServicesLastAccessedList());
        table.row(
                row.getAccountId(),
                EntityWords.type(row.getEntity().getEntityType()),
                EntityWords.name(row.getEntity()),
                evaluated ? Format.number(use.granted()) : "",
                evaluated ? Format.number(use.used()) : "",
                evaluated ? Format.number(use.granted() - use.used()) : "",
                evaluated ? lastAccess(use) : notEvaluated(row),
                row.hasTrackedFrom() ? Format.time(true, row.getTrackedFrom()).substring(0, 10) : "");
    }

    private static String lastAccess(ServiceUse use) {
        if (use.granted() == 0) {
            return "nothing is granted";
        }
        return use.used() == 0 ? "never" : Format.time(true, use.last());
    }

    private static String notEvaluated(EntityLastAccessed row) {
        return row.hasError() ? "not evaluated: " + row.getError().getCode() : "not evaluated";
    }

    /** The granted services, those with an attempt, and the last attempt of all. */
    record ServiceUse(long granted, long used, Timestamp last) {

        static ServiceUse of(Iterable<ServiceLastAccessed> services) {
            long granted = 0;
            long used = 0;
            var last = Timestamp.getDefaultInstance();
            for (var service : services) {
                if (service.getState() == AccessState.ACCESS_STATE_ACCESSED) {
                    used++;
                    granted++;
                    last = Timestamps.compare(service.getLastAuthenticated(), last) > 0
                            ? service.getLastAuthenticated()
                            : last;
                } else if (service.getState() == AccessState.ACCESS_STATE_NEVER_ACCESSED) {
                    granted++;
                }
            }
            return new ServiceUse(granted, used, last);
        }
    }
}
