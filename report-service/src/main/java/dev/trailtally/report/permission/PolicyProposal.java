package dev.trailtally.report.permission;

import static java.util.Comparator.comparing;

import com.google.rpc.Code;
import dev.trailtally.report.account.AccountStatus;
import dev.trailtally.report.account.Standings;
import dev.trailtally.report.bucket.WholeDays;
import dev.trailtally.report.iamaction.ActionMap;
import dev.trailtally.report.iamaction.NeededPermission;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.OmissionReason;
import dev.trailtally.report.v1.OmittedCall;
import dev.trailtally.report.v1.ProposePolicyRequest;
import dev.trailtally.report.v1.ProposePolicyResponse;
import dev.trailtally.report.v1.ProposedAction;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.rpc.RpcTimes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ProposePolicy: the actions that CloudTrail saw a principal use, and no others. IAM's data is no evidence here. */
@Singleton
public final class PolicyProposal {

    private static final int MAX_CALLS = 20_000;

    private final Snapshots snapshots;

    PolicyProposal(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ProposePolicyResponse propose(ProposePolicyRequest request) {
        long accountId = AccountIds.parse("account_id", request.getAccountId());
        var principal = Fields.text("principal", request.getPrincipal());
        if (principal.isEmpty()) {
            throw RpcErrors.invalidArgument("principal", "\"\"; the ARN or display name of a principal is required");
        }
        var interval = AskedInterval.of(request.getInterval()).toWholeDays();
        return snapshots.read(snapshot -> {
            var standing = Standings.of(snapshot, accountId);
            var status = standing.status();
            var key = NamedPrincipal.key(snapshot, accountId, principal);
            var observed = interval.within(status.firstEventTime(), status.lastEventTime());
            var days = observed == null ? null : observed.toWholeDays();
            var response = ProposePolicyResponse.newBuilder()
                    .setScope(standing.scope(days))
                    .setMapping(ActionMap.dataSet());
            for (var call : calls(snapshot, status, key, days)) {
                add(response, call);
            }
            return document(response);
        });
    }

    private static List<Call> calls(Snapshot snapshot, AccountStatus status, String key, @Nullable Span days)
            throws SQLException {
        var first = status.firstEventTime();
        var last = status.lastEventTime();
        if (days == null || first == null || last == null) {
            return List.of();
        }
        var calls = Calls.of(
                snapshot,
                new long[] {status.accountId()},
                new String[] {key},
                WholeDays.of(days, first, last),
                MAX_CALLS + 1);
        if (calls.size() > MAX_CALLS) {
            throw RpcErrors.failure(
                    Code.RESOURCE_EXHAUSTED,
                    "TOO_MANY_CALLS",
                    "more than %d different calls; ask for a shorter interval".formatted(MAX_CALLS),
                    Map.of("principal", key));
        }
        return calls;
    }

    private static void add(ProposePolicyResponse.Builder response, Call call) {
        switch (ActionMap.of(call.eventSource(), call.eventName())) {
            case NeededPermission.Unneeded() ->
                omit(response, call, OmissionReason.OMISSION_REASON_NO_PERMISSION_NEEDED);
            case NeededPermission.NotMapped() ->
                omit(
                        response,
                        call,
                        call.allowed() == null
                                ? OmissionReason.OMISSION_REASON_DENIED
                                : OmissionReason.OMISSION_REASON_NOT_MAPPED);
            case NeededPermission.Actions actions -> {
                var allowed = call.allowed();
                if (allowed == null) {
                    omit(response, call, OmissionReason.OMISSION_REASON_DENIED);
                } else {
                    actions.names().forEach(action -> response.addActions(proposed(action, call, allowed)));
                }
            }
        }
    }

    private static ProposedAction proposed(String action, Call call, Call.Period allowed) {
        return ProposedAction.newBuilder()
                .setAction(action)
                .setEventSource(call.eventSource())
                .setEventName(call.eventName())
                .setEventCount(call.counts().allowedCount())
                .setFirstEventTime(RpcTimes.timestamp(allowed.first()))
                .setLastEventTime(RpcTimes.timestamp(allowed.last()))
                .build();
    }

    private static void omit(ProposePolicyResponse.Builder response, Call call, OmissionReason reason) {
        response.addOmittedCalls(OmittedCall.newBuilder()
                .setEventSource(call.eventSource())
                .setEventName(call.eventName())
                .setEventCount(call.counts().eventCount())
                .setReason(reason));
    }

    private static ProposePolicyResponse document(ProposePolicyResponse.Builder response) {
        var actions = response.getActionsList().stream()
                .sorted(comparing(ProposedAction::getAction)
                        .thenComparing(ProposedAction::getEventSource)
                        .thenComparing(ProposedAction::getEventName))
                .toList();
        return response.clearActions()
                .addAllActions(actions)
                .setPolicyDocument(PolicyDocument.allowing(
                        actions.stream().map(ProposedAction::getAction).toList()))
                .build();
    }
}
