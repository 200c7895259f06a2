package dev.trailtally.standalone.lastaccessed;

import static dev.trailtally.standalone.rows.CsvRows.time;

import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.report.v1.ServiceLastAccessed;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import dev.trailtally.standalone.rows.CsvRows;
import java.io.PrintWriter;
import java.util.List;

/** What was last accessed as comma-separated values: a row for each entity and service, and each tracked action. */
public final class AccessCsv {

    private static final List<String> HEADER = List.of(
            "account_id",
            "entity_type",
            "arn",
            "evaluation",
            "error_code",
            "generated_time",
            "tracked_from",
            "service_namespace",
            "service_name",
            "action_name",
            "state",
            "last_accessed_time",
            "last_accessed_entity",
            "last_accessed_region",
            "total_authenticated_entities",
            "actions_state",
            "accessors",
            "granting_policies");

    private final PrintWriter out;

    public AccessCsv(PrintWriter out) {
        this.out = out;
    }

    /** Prints page by page, and returns its scope. */
    public AccessScope print(AccessReader reader) {
        var csv = new CsvRows(out, HEADER);
        var scope = AccessScope.getDefaultInstance();
        for (var pages = reader.lastAccessed(); pages.hasNext(); ) {
            var page = pages.next();
            scope = page.getScope();
            page.getEntitiesList().forEach(entity -> print(csv, entity));
        }
        out.flush();
        return scope;
    }

    private static void print(CsvRows csv, EntityLastAccessed row) {
        var evaluated = row.getEvaluation() == Evaluation.EVALUATION_EVALUATED;
        if (row.getServicesLastAccessedCount() == 0) {
            csv.row(entity(row, false), noService(evaluated ? "" : "NOT_EVALUATED"));
        }
        for (var service : row.getServicesLastAccessedList()) {
            csv.row(entity(row, false), service(service));
            service.getTrackedActionsLastAccessedList()
                    .forEach(action -> csv.row(entity(row, true), action(service, action)));
        }
    }

    private static List<String> entity(EntityLastAccessed row, boolean action) {
        return List.of(
                row.getAccountId(),
                CsvWords.type(row.getEntity().getEntityType()),
                row.getEntity().getArn(),
                CsvWords.evaluation(row.getEvaluation()),
                row.getError().getCode(),
                action
                        ? time(row.hasActionsGeneratedTime(), row.getActionsGeneratedTime())
                        : time(row.hasGeneratedTime(), row.getGeneratedTime()),
                time(row.hasTrackedFrom(), row.getTrackedFrom()));
    }

    /** An entity without services: one row, so that it is not missing. */
    private static List<String> noService(String state) {
        return List.of("", "", "", state, "", "", "", "", "", "", "");
    }

    private static List<String> service(ServiceLastAccessed service) {
        return List.of(
                service.getServiceNamespace(),
                service.getServiceName(),
                "",
                CsvWords.state(service.getState()),
                time(service.hasLastAuthenticated(), service.getLastAuthenticated()),
                service.getLastAuthenticatedEntity(),
                service.getLastAuthenticatedRegion(),
                service.getState() == AccessState.ACCESS_STATE_NOT_EVALUATED
                        ? ""
                        : Integer.toString(service.getTotalAuthenticatedEntities()),
                CsvWords.state(service.getActionsState()),
                CsvWords.accessors(service.getAccessorsList()),
                CsvWords.policies(service.getGrantingPoliciesList()));
    }

    private static List<String> action(ServiceLastAccessed service, TrackedActionLastAccessed action) {
        return List.of(
                service.getServiceNamespace(),
                service.getServiceName(),
                action.getActionName(),
                CsvWords.state(action.getState()),
                time(action.hasLastAccessedTime(), action.getLastAccessedTime()),
                action.getLastAccessedEntity(),
                action.getLastAccessedRegion(),
                "",
                "",
                "",
                "");
    }
}
