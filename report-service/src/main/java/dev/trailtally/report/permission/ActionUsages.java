package dev.trailtally.report.permission;

import static java.util.Comparator.comparing;

import dev.trailtally.report.iamaction.NeededPermission;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.ActionPermissionUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The actions of one service of one principal: tracked ones, and those that its events needed. */
final class ActionUsages {

    private final Map<String, Grant> tracked = new HashMap<>();
    private final List<CalledAction> called = new ArrayList<>();

    private record CalledAction(String actionName, Call call) {}

    void add(Grant grant) {
        tracked.put(grant.actionName(), grant);
    }

    /** An event that needs several actions is a line of each. */
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

    List<ActionPermissionUsage> messages(AccessState untracked) {
        var messages = new ArrayList<ActionPermissionUsage>();
        var seen = new HashSet<String>();
        for (var action : called) {
            seen.add(action.actionName());
            messages.add(withCall(message(action.actionName(), untracked), action.call()));
        }
        for (var action : tracked.keySet()) {
            if (!seen.contains(action)) {
                messages.add(message(action, untracked).build());
            }
        }
        messages.sort(comparing(ActionPermissionUsage::getActionName)
                .thenComparing(ActionPermissionUsage::getEventSource)
                .thenComparing(ActionPermissionUsage::getEventName));
        return messages;
    }

    private ActionPermissionUsage.Builder message(String actionName, AccessState untracked) {
        var message = ActionPermissionUsage.newBuilder().setActionName(actionName);
        var grant = tracked.get(actionName);
        if (grant == null) {
            return message.setState(untracked);
        }
        var lastAccessed = grant.lastAccessed();
        return lastAccessed == null
                ? message.setState(AccessState.ACCESS_STATE_NEVER_ACCESSED)
                : message.setState(AccessState.ACCESS_STATE_ACCESSED)
                        .setLastAccessedTime(Times.timestamp(lastAccessed));
    }

    private static ActionPermissionUsage withCall(ActionPermissionUsage.Builder message, Call call) {
        return message.setEventSource(call.eventSource())
                .setEventName(call.eventName())
                .setEventCount(call.counts().eventCount())
                .setFailedCount(call.counts().failedCount())
                .setDeniedCount(call.counts().deniedCount())
                .setFirstEventTime(Times.timestamp(call.all().first()))
                .setLastEventTime(Times.timestamp(call.all().last()))
                .build();
    }
}
