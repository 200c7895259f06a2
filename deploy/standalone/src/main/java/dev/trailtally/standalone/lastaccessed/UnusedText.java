package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.UnusedAccess;
import dev.trailtally.report.v1.UnusedAccessCount;
import dev.trailtally.report.v1.UnusedAccessKind;
import dev.trailtally.report.v1.UnusedService;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.summary.TextTable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;

/** What is granted but unused, ranked, one row each. */
public final class UnusedText {

    private static final int SERVICES_SHOWN = 4;
    private static final int POLICIES_SHOWN = 2;

    private final PrintWriter out;
    private final Duration unusedFor;
    private final int rows;
    private final int rowsOfKind;

    /**
     * @param unusedFor how long it must be unused, whole days
     * @param rows the most rows to print
     * @param rowsOfKind the most rows of each kind
     */
    public UnusedText(PrintWriter out, Duration unusedFor, int rows, int rowsOfKind) {
        this.out = out;
        this.unusedFor = unusedFor;
        this.rows = rows;
        this.rowsOfKind = rowsOfKind;
    }

    /** Prints it and returns its last page, which says what all of them rest on. */
    public ListUnusedAccessResponse print(AccessReader reader) {
        var head = ListUnusedAccessResponse.getDefaultInstance();
        var table = new TextTable(
                "  ", "KIND", "ACCOUNT", "PRINCIPAL", "UNUSED DAYS", "SERVICES", "UNUSED SERVICES", "GRANTED BY");
        var shownOfKind = new EnumMap<UnusedAccessKind, Integer>(UnusedAccessKind.class);
        long shown = 0;
        for (Iterator<ListUnusedAccessResponse> pages = reader.unusedAccess(unusedFor);
                pages.hasNext() && shown < rows; ) {
            head = pages.next();
            for (var finding : head.getUnusedAccessList()) {
                if (shown < rows && shownOfKind.merge(finding.getKind(), 1, Integer::sum) <= rowsOfKind) {
                    add(table, finding);
                    shown++;
                }
            }
        }
        printCounts(head);
        if (shown > 0) {
            table.print(out);
        }
        var all = head.getCountsList().stream()
                .mapToLong(UnusedAccessCount::getCount)
                .sum();
        if (all > shown) {
            out.println("  " + Format.number(all - shown) + " more; --rows " + Math.min(all, 100_000)
                    + " shows them; --json and --csv contain all");
        }
        return head;
    }

    private void printCounts(ListUnusedAccessResponse head) {
        out.println("Granted but unused for " + Format.count(unusedFor.toDays(), "day")
                + (head.hasUnusedSince() ? ", since " + Format.time(true, head.getUnusedSince()) + " UTC" : "")
                + ", according to IAM and the collected events:");
        var found = head.getCountsList().stream()
                .filter(count -> count.getCount() > 0)
                .toList();
        found.forEach(count -> out.println("  " + counted(count)));
        if (found.isEmpty()) {
            out.println("  nothing");
        }
        YoungerEntities.line(head).ifPresent(line -> out.println("  " + line));
    }

    private static String counted(UnusedAccessCount count) {
        return switch (count.getKind()) {
            case UNUSED_ACCESS_KIND_PRINCIPAL ->
                Format.count(count.getCount(), "user or role", "users and roles") + " without any activity";
            case UNUSED_ACCESS_KIND_ACCESS_KEY -> Format.count(count.getCount(), "unused access key");
            case UNUSED_ACCESS_KIND_PASSWORD -> Format.count(count.getCount(), "unused password");
            case UNUSED_ACCESS_KIND_PERMISSION ->
                Format.count(count.getCount(), "principal or policy", "principals and policies")
                        + " with unused permissions";
            case UNUSED_ACCESS_KIND_UNSPECIFIED, UNRECOGNIZED -> Format.count(count.getCount(), "other finding");
        };
    }

    private static void add(TextTable table, UnusedAccess finding) {
        var ofServices = finding.getKind() == UnusedAccessKind.UNUSED_ACCESS_KIND_PRINCIPAL
                || finding.getKind() == UnusedAccessKind.UNUSED_ACCESS_KIND_PERMISSION;
        var services =
                finding.getServicesList().stream().map(UnusedText::service).toList();
        var policies = finding.getServicesList().stream()
                .flatMap(service -> service.getGrantingPoliciesList().stream())
                .map(policy -> EntityWords.policy(policy, finding.getEntity()))
                .distinct()
                .toList();
        table.row(
                kind(finding.getKind()),
                finding.getAccountId(),
                EntityWords.type(finding.getEntity().getEntityType()) + " " + EntityWords.name(finding.getEntity())
                        + (finding.getAccessKeyId().isEmpty() ? "" : " " + finding.getAccessKeyId()),
                days(finding),
                ofServices
                        ? Format.number(finding.getUnusedServiceCount()) + " of "
                                + Format.number(finding.getGrantedServiceCount())
                        : "",
                EntityWords.some(services, SERVICES_SHOWN),
                EntityWords.some(policies, POLICIES_SHOWN));
    }

    /** A service of which only actions are unused is followed by their number. */
    private static String service(UnusedService service) {
        return service.getUnused()
                ? service.getServiceNamespace()
                : service.getServiceNamespace() + " (" + Format.count(service.getUnusedActionsCount(), "action") + ")";
    }

    /** The service returns 0 if neither a use nor a creation is known. */
    private static String days(UnusedAccess finding) {
        if (finding.getUnusedDays() == 0) {
            return "unknown";
        }
        return Format.number(finding.getUnusedDays()) + (finding.hasLastUsedTime() ? "" : " (never used)");
    }

    static String kind(UnusedAccessKind kind) {
        return switch (kind) {
            case UNUSED_ACCESS_KIND_PRINCIPAL -> "principal";
            case UNUSED_ACCESS_KIND_ACCESS_KEY -> "access key";
            case UNUSED_ACCESS_KIND_PASSWORD -> "password";
            case UNUSED_ACCESS_KIND_PERMISSION -> "permission";
            case UNUSED_ACCESS_KIND_UNSPECIFIED, UNRECOGNIZED -> "other";
        };
    }
}
