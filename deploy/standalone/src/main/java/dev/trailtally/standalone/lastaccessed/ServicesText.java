package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.report.v1.IamEntity;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.report.v1.ServiceAccessor;
import dev.trailtally.report.v1.ServiceLastAccessed;
import dev.trailtally.standalone.lastaccessed.LastAccessedTable.ServiceUse;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.summary.NextStep;
import dev.trailtally.standalone.summary.TextTable;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.Iterator;

/** Principals and policies one by one, each with all its services. */
public final class ServicesText {

    private static final int POLICIES_SHOWN = 3;
    private static final int ACCESSORS_SHOWN = 2;

    private final PrintWriter out;
    private final int entities;

    /**
     * @param entities the most principals and policies to print
     */
    public ServicesText(PrintWriter out, int entities) {
        this.out = out;
        this.entities = entities;
    }

    /** Prints them and returns their scope. */
    public AccessScope print(AccessReader reader) {
        var scope = AccessScope.getDefaultInstance();
        long shown = 0;
        for (Iterator<ListLastAccessedResponse> pages = reader.lastAccessed(); pages.hasNext() && shown < entities; ) {
            var page = pages.next();
            scope = page.getScope();
            var fitting = page.getEntitiesList().subList(0, (int) Math.min(page.getEntitiesCount(), entities - shown));
            for (var entity : fitting) {
                if (shown++ > 0) {
                    out.println();
                }
                print(entity);
            }
        }
        if (shown == 0) {
            out.println("None of these was found; check the ARNs.");
        } else if (scope.getEntityCount() > shown) {
            out.println(Format.number(scope.getEntityCount() - shown) + " more; --json and --csv contain all");
        }
        return scope;
    }

    private void print(EntityLastAccessed row) {
        var entity = row.getEntity();
        out.println(TerminalText.line(EntityWords.type(entity.getEntityType()) + " " + EntityWords.name(entity)
                + ", account " + row.getAccountId() + (entity.hasDeletedTime() ? ", deleted" : "")));
        out.println("  " + TerminalText.line(entity.getArn()));
        if (row.hasError()) {
            var error = row.getError();
            out.println("  the newest job failed: " + TerminalText.line(error.getCode() + " " + error.getMessage()));
            out.println("  next step  " + NextStep.line(error.getCode(), error.getNextStep(), error.getMessage()));
        }
        if (row.getEvaluation() == Evaluation.EVALUATION_EVALUATED) {
            printServices(row);
        } else {
            out.println("  not evaluated: no report of it has been read, so nothing is known of its access");
        }
    }

    private void printServices(EntityLastAccessed row) {
        var use = ServiceUse.of(row.getServicesLastAccessedList());
        out.println("  " + Format.count(use.granted(), "service") + " granted, " + Format.number(use.used())
                + " used, " + Format.number(use.granted() - use.used()) + " never used; tracked from "
                + Format.time(row.hasTrackedFrom(), row.getTrackedFrom()) + ", complete until "
                + Format.time(row.hasCompleteUntil(), row.getCompleteUntil()) + " UTC");
        if (row.getServicesLastAccessedCount() == 0) {
            return;
        }
        var table = new TextTable("    ", "SERVICE", "NAME", "LAST ACCESSED", "REGION", "BY", "GRANTED BY");
        row.getServicesLastAccessedList().forEach(service -> add(table, service, row.getEntity()));
        table.print(out);
    }

    private static void add(TextTable table, ServiceLastAccessed service, IamEntity of) {
        var accessed = service.getState() == AccessState.ACCESS_STATE_ACCESSED;
        var policies = service.getGrantingPoliciesList().stream()
                .map(policy -> EntityWords.policy(policy, of))
                .toList();
        table.row(
                service.getServiceNamespace(),
                service.getServiceName(),
                accessed ? Format.time(true, service.getLastAuthenticated()) : EntityWords.state(service.getState()),
                service.getLastAuthenticatedRegion(),
                accessed ? by(service) : "",
                EntityWords.some(policies, POLICIES_SHOWN));
        for (var action : service.getTrackedActionsLastAccessedList()) {
            table.row(
                    "  " + action.getActionName(),
                    "",
                    action.getState() == AccessState.ACCESS_STATE_ACCESSED
                            ? Format.time(true, action.getLastAccessedTime())
                            : EntityWords.state(action.getState()),
                    action.getLastAccessedRegion(),
                    lastPart(action.getLastAccessedEntity()));
        }
    }

    /** Who used it last; if requested, the first few. */
    private static String by(ServiceLastAccessed service) {
        var accessors = service.getAccessorsList().stream()
                .filter(ServiceAccessor::hasLastAuthenticated)
                .map(ServiceAccessor::getName)
                .toList();
        if (!accessors.isEmpty()) {
            return EntityWords.some(accessors, ACCESSORS_SHOWN);
        }
        var others = service.getTotalAuthenticatedEntities() - 1;
        return lastPart(service.getLastAuthenticatedEntity()) + (others > 0 ? ", +" + Format.number(others) : "");
    }

    private static String lastPart(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
