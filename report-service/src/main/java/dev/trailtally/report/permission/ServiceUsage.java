package dev.trailtally.report.permission;

import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.iamaction.NeededPermission;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.ServicePermissionUsage;
import dev.trailtally.report.v1.SourceDifference;
import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One service of one principal, by both sources. */
final class ServiceUsage {

    private final StoredEntity entity;
    private final String serviceNamespace;
    private final String serviceName;
    private final ActionUsages actions = new ActionUsages();
    private final TreeSet<String> eventSources = new TreeSet<>();
    private @Nullable Grant grant;
    private Call.Counts counts = Call.Counts.NONE;
    private Call.@Nullable Period period;

    ServiceUsage(StoredEntity entity, String serviceNamespace, String serviceName) {
        this.entity = entity;
        this.serviceNamespace = serviceNamespace;
        this.serviceName = serviceName;
    }

    void add(Grant added) {
        if (added.actionName().isEmpty()) {
            grant = added;
        } else {
            actions.add(added);
        }
    }

    void add(Call call, NeededPermission needed) {
        eventSources.add(call.eventSource());
        counts = counts.plus(call.counts());
        period = period == null ? call.all() : period.with(call.all());
        actions.add(call, needed);
    }

    ServicePermissionUsage message(ObservedDays days, boolean includeActions) {
        var state = state();
        var message = ServicePermissionUsage.newBuilder()
                .setServiceNamespace(serviceNamespace)
                .setServiceName(serviceName)
                .setState(state)
                .addAllEventSources(eventSources)
                .setEventCount(counts.eventCount())
                .setFailedCount(counts.failedCount())
                .setDeniedCount(counts.deniedCount())
                .setDifference(difference(state, days));
        var lastAccessed = lastAccessed();
        if (lastAccessed != null) {
            message.setLastAuthenticated(Times.timestamp(lastAccessed));
        }
        if (period != null) {
            message.setFirstEventTime(Times.timestamp(period.first())).setLastEventTime(Times.timestamp(period.last()));
        }
        if (includeActions) {
            message.addAllActions(actions.messages(untracked(state)));
        }
        return message.build();
    }

    private AccessState state() {
        if (entity.serviceGeneratedAt() == null) {
            return AccessState.ACCESS_STATE_NOT_EVALUATED;
        }
        if (grant == null) {
            return AccessState.ACCESS_STATE_NOT_ALLOWED;
        }
        return grant.lastAccessed() == null
                ? AccessState.ACCESS_STATE_NEVER_ACCESSED
                : AccessState.ACCESS_STATE_ACCESSED;
    }

    private @Nullable Instant lastAccessed() {
        return grant == null || entity.serviceGeneratedAt() == null ? null : grant.lastAccessed();
    }

    // An attempt that IAM knows after the interval hides whether there was one in it: that is no difference.
    private SourceDifference difference(AccessState state, ObservedDays days) {
        var lastAccessed = lastAccessed();
        boolean within = lastAccessed != null && days.contain(entity.accountId(), lastAccessed);
        if (counts.eventCount() == 0) {
            return within
                    ? SourceDifference.SOURCE_DIFFERENCE_ONLY_IAM
                    : SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED;
        }
        var observed = days.of(entity.accountId());
        boolean before = lastAccessed == null || observed == null || lastAccessed.isBefore(observed.start());
        return switch (state) {
            case ACCESS_STATE_NOT_EVALUATED -> SourceDifference.SOURCE_DIFFERENCE_NOT_EVALUATED;
            case ACCESS_STATE_NOT_ALLOWED -> SourceDifference.SOURCE_DIFFERENCE_NOT_ALLOWED;
            default ->
                before
                        ? SourceDifference.SOURCE_DIFFERENCE_ONLY_CLOUDTRAIL
                        : SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED;
        };
    }

    // What IAM says of an action that it does not list.
    private AccessState untracked(AccessState state) {
        if (state == AccessState.ACCESS_STATE_NOT_ALLOWED) {
            return state;
        }
        return entity.actionGeneratedAt() == null
                ? AccessState.ACCESS_STATE_NOT_EVALUATED
                : AccessState.ACCESS_STATE_NOT_TRACKED;
    }
}
