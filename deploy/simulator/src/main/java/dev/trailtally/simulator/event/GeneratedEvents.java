package dev.trailtally.simulator.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Events made up from a seed. Only their times are kept, four bytes each; all else is drawn again on request. */
public final class GeneratedEvents implements SimulatedEvents {

    private final EventPlan plan;
    private final int[] seconds;

    public GeneratedEvents(EventPlan plan) {
        this.plan = plan;
        this.seconds = EventTimes.draw(plan);
    }

    @Override
    public int count() {
        return plan.count();
    }

    @Override
    public long epochSecond(int index) {
        return plan.start().getEpochSecond() + seconds[index];
    }

    @Override
    public EventFacts facts(int index) {
        var call = call(index);
        var action = call.action();
        return new EventFacts(
                call.id().toString(),
                action.name(),
                action.source(),
                action.readOnly(),
                call.accessKeyId(),
                switch (call.caller()) {
                    case ASSUMED_ROLE -> call.session();
                    case IAM_USER, SAML, WEB_IDENTITY, FEDERATED, ROOT -> call.name();
                    case AWS_SERVICE, OTHER_ACCOUNT, IDENTITY_CENTER -> null;
                },
                action.resourceType() == null
                        ? List.of()
                        : List.of(new EventResource(action.resourceType(), RecordText.resourceArn(plan, call))));
    }

    @Override
    public String id(int index) {
        return call(index).id().toString();
    }

    @Override
    public String record(int index) {
        return RecordText.of(plan, call(index), epochSecond(index));
    }

    /** What users and roles of the account called before this time, in order. */
    public Stream<PrincipalCall> principalCalls(Instant before) {
        return IntStream.range(0, firstAt(before.getEpochSecond()))
                .mapToObj(index -> PrincipalCall.of(call(index), Instant.ofEpochSecond(epochSecond(index))))
                .flatMap(Optional::stream);
    }

    private Call call(int index) {
        return Call.of(plan, index, epochSecond(index));
    }
}
