package dev.trailtally.report.permission;

import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.iamaction.ActionMap;
import dev.trailtally.report.iamaction.NeededPermission;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.report.v1.PermissionUsage;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcTimes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Joins IAM's data about one principal with its calls, service by service. */
final class PrincipalUsage {

    private final StoredEntity entity;
    private final Map<String, String> serviceNames;
    private final ReportedActions reported;
    private final Map<String, ServiceUsage> services = new TreeMap<>();

    PrincipalUsage(StoredEntity entity, Map<String, String> serviceNames, ReportedActions reported) {
        this.entity = entity;
        this.serviceNames = serviceNames;
        this.reported = reported;
    }

    void grant(List<Grant> grants) {
        grants.forEach(grant -> service(grant.serviceNamespace(), "").add(grant));
    }

    void call(List<Call> calls) {
        for (var call : calls) {
            var needed = ActionMap.of(call.eventSource(), call.eventName());
            service(namespace(call, needed).orElse(""), call.eventSource()).add(call, needed);
        }
    }

    PermissionUsage message(ObservedDays days, boolean includeActions) {
        var message = PermissionUsage.newBuilder()
                .setAccountId(AccountIds.format(entity.accountId()))
                .setEntity(entity.message())
                .setEvaluation(Evaluation.EVALUATION_NOT_EVALUATED);
        var generated = entity.serviceGeneratedAt();
        if (generated != null) {
            message.setEvaluation(Evaluation.EVALUATION_EVALUATED).setGeneratedTime(RpcTimes.timestamp(generated));
        }
        var observed = days.of(entity.accountId());
        if (observed != null) {
            message.setObserved(observed.message());
        }
        for (var service : services.values()) {
            message.addServices(service.message(days, includeActions));
        }
        return message.build();
    }

    // A call that AWS logs under another service's event source belongs to the service whose action it needs:
    // Application Auto Scaling, the agent of Systems Manager.
    private static Optional<String> namespace(Call call, NeededPermission needed) {
        return switch (needed) {
            case NeededPermission.Actions actions ->
                Optional.of(IamAction.of(actions.names().getFirst()).namespace());
            case NeededPermission.Unneeded() -> ActionMap.namespace(call.eventSource());
            case NeededPermission.NotMapped() -> ActionMap.namespace(call.eventSource());
        };
    }

    private ServiceUsage service(String namespace, String eventSource) {
        var key = namespace.isEmpty() ? eventSource : namespace;
        return services.computeIfAbsent(
                key, any -> new ServiceUsage(entity, namespace, serviceNames.getOrDefault(namespace, ""), reported));
    }
}
