package dev.trailtally.report.permission;

import static java.util.Comparator.comparing;

import dev.trailtally.report.iamaction.NeededPermission;
import dev.trailtally.report.lastaccessed.ServiceAccess;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.ActionPermissionUsage;
import dev.trailtally.rpc.RpcTimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The actions of one service of one principal: those that IAM lists, and those that its events needed. */
final class ActionUsages {

    private final Map<String, Grant> listed = new HashMap<>();
    private final List<CalledAction> called = new ArrayList<>();

    private record CalledAction(String actionName, Call call) {}

    void add(Grant grant) {
        listed.put(grant.actionName(), grant);
    }

    /** An event that needs several actions counts for each of them. */
    void add(Call call, NeededPermission needed) {
        switch (needed) {
            case NeededPermission.Actions actions -> {
                for (var action : actions.names()) {
                    called.add(new CalledAction(IamAction.of(action).name(), call));
                }
            }
            case NeededPermission.Unneeded() -> called.add(new CalledAction("", call));
            case NeededPermission.NotMapped() -> called.add(new CalledAction("", call));
        }
    }

    List<ActionPermissionUsage> messages(String namespace, ServiceAccess access, Set<IamAction> tracked) {
        var messages = new ArrayList<ActionPermissionUsage>();
        var seen = new HashSet<String>();
        for (var action : called) {
            var name = action.actionName();
            seen.add(name);
            var unlisted = name.isEmpty()
                    ? AccessState.ACCESS_STATE_UNSPECIFIED
                    : access.unlistedAction(tracked.contains(new IamAction(namespace, name)));
            messages.add(withCall(message(name, unlisted), action.call()));
        }
        for (var action : listed.keySet()) {
            if (!seen.contains(action)) {
                messages.add(
                        message(action, AccessState.ACCESS_STATE_UNSPECIFIED).build());
            }
        }
        messages.sort(comparing(ActionPermissionUsage::getActionName)
                .thenComparing(ActionPermissionUsage::getEventSource)
                .thenComparing(ActionPermissionUsage::getEventName));
        return messages;
    }

    private ActionPermissionUsage.Builder message(String actionName, AccessState unlisted) {
        var message = ActionPermissionUsage.newBuilder().setActionName(actionName);
        var grant = listed.get(actionName);
        if (grant == null) {
            return message.setState(unlisted);
        }
        var lastAccessed = grant.lastAccessed();
        message.setState(ServiceAccess.listed(lastAccessed));
        return lastAccessed == null ? message : message.setLastAccessedTime(RpcTimes.timestamp(lastAccessed));
    }

    private static ActionPermissionUsage withCall(ActionPermissionUsage.Builder message, Call call) {
        return message.setEventSource(call.eventSource())
                .setEventName(call.eventName())
                .setEventCount(call.counts().eventCount())
                .setFailedCount(call.counts().failedCount())
                .setDeniedCount(call.counts().deniedCount())
                .setFirstEventTime(RpcTimes.timestamp(call.all().first()))
                .setLastEventTime(RpcTimes.timestamp(call.all().last()))
                .build();
    }
}
