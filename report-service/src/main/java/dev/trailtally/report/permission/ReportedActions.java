package dev.trailtally.report.permission;

import dev.trailtally.report.iamaction.ActionMap;
import dev.trailtally.report.iamaction.NeededPermission;
import dev.trailtally.report.lastaccessed.ActionReport;
import dev.trailtally.report.lastaccessed.ServiceRef;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What IAM's reports say about the actions of some principals' services.
 *
 * @param services by the principals' places and the service
 * @param tracked those of the called actions that IAM tracks
 */
record ReportedActions(Map<ServiceRef, ActionReport> services, Set<IamAction> tracked) {

    /** If no actions are requested. */
    static final ReportedActions NONE = new ReportedActions(Map.of(), Set.of());

    ReportedActions {
        services = Map.copyOf(services);
        tracked = Set.copyOf(tracked);
    }

    /** Of the entities of the binds account_ids and entity_ids, and the actions that the calls need. */
    static ReportedActions of(Snapshot snapshot, Binds entities, Collection<Call> calls) throws SQLException {
        var needed = calls.stream().flatMap(ReportedActions::needed).collect(Collectors.toSet());
        var binds = new Binds().withAll(entities).with("service_namespaces", null);
        return new ReportedActions(ActionReport.current(snapshot, binds), IamAction.tracked(snapshot, needed));
    }

    private static Stream<IamAction> needed(Call call) {
        List<String> names = switch (ActionMap.of(call.eventSource(), call.eventName())) {
            case NeededPermission.Actions actions -> actions.names();
            case NeededPermission.Unneeded() -> List.of();
            case NeededPermission.NotMapped() -> List.of();
        };
        return names.stream().map(IamAction::of);
    }

    ActionReport of(ServiceRef service) {
        return services.getOrDefault(service, ActionReport.NONE);
    }
}
