package dev.trailtally.report.permission;

import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.iamaction.NeededPermission;
import dev.trailtally.report.lastaccessed.ActionReport;
import dev.trailtally.report.lastaccessed.ServiceAccess;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.ServicePermissionUsage;
import dev.trailtally.report.v1.SourceDifference;
import dev.trailtally.rpc.OptionalFields;
import dev.trailtally.rpc.RpcTimes;
import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One service of one principal, by both sources. */
final class ServiceUsage {

    private final StoredEntity entity;
    private final String serviceNamespace;
    private final String serviceName;
    private final ReportedActions reported;
    private final ActionUsages actions = new ActionUsages();
    private final TreeSet<String> eventSources = new TreeSet<>();
    private @Nullable Grant grant;
    private Call.Counts counts = Call.Counts.NONE;
    private Call.@Nullable Period period;
    private boolean needed;

    ServiceUsage(StoredEntity entity, String serviceNamespace, String serviceName, ReportedActions reported) {
        this.entity = entity;
        this.serviceNamespace = serviceNamespace;
        this.serviceName = serviceName;
        this.reported = reported;
    }

    void add(Grant added) {
        if (added.actionName().isEmpty()) {
            grant = added;
        } else {
            actions.add(added);
        }
    }

    void add(Call call, NeededPermission permission) {
        eventSources.add(call.eventSource());
        counts = counts.plus(call.counts());
        period = period == null ? call.all() : period.with(call.all());
        needed |= !(permission instanceof NeededPermission.Unneeded);
        actions.add(call, permission);
    }

    ServicePermissionUsage message(ObservedDays days, boolean includeActions) {
        var access = access();
        var state = serviceNamespace.isEmpty() ? AccessState.ACCESS_STATE_UNSPECIFIED : access.state();
        var message = ServicePermissionUsage.newBuilder()
                .setServiceNamespace(serviceNamespace)
                .setServiceName(serviceName)
                .setState(state)
                .addAllEventSources(eventSources)
                .setEventCount(counts.eventCount())
                .setFailedCount(counts.failedCount())
                .setDeniedCount(counts.deniedCount())
                .setDifference(difference(state, access.lastAccessed(), days));
        OptionalFields.setTime(access.lastAccessed(), message::setLastAuthenticated);
        if (period != null) {
            message.setFirstEventTime(RpcTimes.timestamp(period.first()))
                    .setLastEventTime(RpcTimes.timestamp(period.last()));
        }
        if (includeActions) {
            message.addAllActions(actions.messages(serviceNamespace, access, reported.tracked()));
        }
        return message.build();
    }

    private ServiceAccess access() {
        boolean evaluated = entity.serviceGeneratedAt() != null;
        return grant == null || !evaluated
                ? new ServiceAccess(evaluated, false, null, ActionReport.NONE)
                : new ServiceAccess(true, true, grant.lastAccessed(), reported.of(grant.service()));
    }

    // An attempt after the interval hides whether there was one in it, so it does not count as a difference.
    private SourceDifference difference(AccessState state, @Nullable Instant lastAccessed, ObservedDays days) {
        boolean within = lastAccessed != null && days.contain(entity.accountId(), lastAccessed);
        if (counts.eventCount() == 0) {
            return within
                    ? SourceDifference.SOURCE_DIFFERENCE_ONLY_IAM
                    : SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED;
        }
        if (!needed || state == AccessState.ACCESS_STATE_UNSPECIFIED) {
            return SourceDifference.SOURCE_DIFFERENCE_UNSPECIFIED;
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
}
