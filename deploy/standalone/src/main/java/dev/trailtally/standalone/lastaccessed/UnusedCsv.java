package dev.trailtally.standalone.lastaccessed;

import static dev.trailtally.standalone.rows.CsvRows.time;

import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import dev.trailtally.report.v1.UnusedAccess;
import dev.trailtally.report.v1.UnusedService;
import dev.trailtally.standalone.rows.CsvRows;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** What is unused as comma-separated values: a row for each finding and service, and each unused action. */
public final class UnusedCsv {

    private static final List<String> HEADER = List.of(
            "kind",
            "account_id",
            "entity_type",
            "arn",
            "access_key_id",
            "last_used_time",
            "unused_days",
            "granted_service_count",
            "unused_service_count",
            "generated_time",
            "service_namespace",
            "service_name",
            "service_unused",
            "action_name",
            "state",
            "last_accessed_time",
            "last_event_time",
            "granting_policies");
    private static final List<String> NO_SERVICE = Collections.nCopies(8, "");

    private final PrintWriter out;

    public UnusedCsv(PrintWriter out) {
        this.out = out;
    }

    /** Prints page by page, and returns the last page, which says what all of them rest on. */
    public ListUnusedAccessResponse print(AccessReader reader, Duration unusedFor) {
        var csv = new CsvRows(out, HEADER);
        var page = ListUnusedAccessResponse.getDefaultInstance();
        for (var pages = reader.unusedAccess(unusedFor); pages.hasNext(); ) {
            page = pages.next();
            page.getUnusedAccessList().forEach(finding -> print(csv, finding));
        }
        out.flush();
        return page;
    }

    private static void print(CsvRows csv, UnusedAccess finding) {
        var cells = finding(finding);
        if (finding.getServicesCount() == 0) {
            csv.row(cells, NO_SERVICE);
        }
        for (var service : finding.getServicesList()) {
            csv.row(cells, service(service));
            service.getUnusedActionsList().forEach(action -> csv.row(cells, action(service, action)));
        }
    }

    private static List<?> finding(UnusedAccess finding) {
        return List.of(
                CsvWords.kind(finding.getKind()),
                finding.getAccountId(),
                CsvWords.type(finding.getEntity().getEntityType()),
                finding.getEntity().getArn(),
                finding.getAccessKeyId(),
                time(finding.hasLastUsedTime(), finding.getLastUsedTime()),
                finding.getUnusedDays() == 0 ? "" : Integer.toString(finding.getUnusedDays()),
                finding.getGrantedServiceCount(),
                finding.getUnusedServiceCount(),
                time(finding.hasGeneratedTime(), finding.getGeneratedTime()));
    }

    private static List<String> service(UnusedService service) {
        return List.of(
                service.getServiceNamespace(),
                service.getServiceName(),
                Boolean.toString(service.getUnused()),
                "",
                CsvWords.state(service.getState()),
                time(service.hasLastAuthenticated(), service.getLastAuthenticated()),
                time(service.hasLastEventTime(), service.getLastEventTime()),
                CsvWords.policies(service.getGrantingPoliciesList()));
    }

    private static List<String> action(UnusedService service, TrackedActionLastAccessed action) {
        return List.of(
                service.getServiceNamespace(),
                service.getServiceName(),
                Boolean.toString(service.getUnused()),
                action.getActionName(),
                CsvWords.state(action.getState()),
                time(action.hasLastAccessedTime(), action.getLastAccessedTime()),
                "",
                CsvWords.policies(service.getGrantingPoliciesList()));
    }
}
