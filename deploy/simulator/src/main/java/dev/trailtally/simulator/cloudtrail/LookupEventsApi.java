package dev.trailtally.simulator.cloudtrail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trailtally.simulator.credential.AwsApi;
import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.event.LateDelivery;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.FaultDice;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.RequestLedger;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.http.Reply;
import dev.trailtally.simulator.organization.AccountRegion;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Json;
import dev.trailtally.simulator.protocol.PageTokens;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** CloudTrail's LookupEvents. */
public final class LookupEventsApi implements AwsApi {

    private static final String TARGET = "CloudTrail_20131101.LookupEvents";

    private final Organization organization;
    private final Faults faults;
    private final FaultDice dice;
    private final LateDelivery late;
    private final InstantSource clock;
    private final PageTokens tokens;
    private final Map<AccountRegion, RequestLedger> ledgers;

    public LookupEventsApi(
            Organization organization,
            Throttle throttle,
            Faults faults,
            FaultDice dice,
            LateDelivery late,
            InstantSource clock,
            LongSupplier nanos) {
        this.organization = organization;
        this.faults = faults;
        this.dice = dice;
        this.late = late;
        this.clock = clock;
        this.tokens = new PageTokens(clock, faults.findTokenLifetime());
        this.ledgers = organization.accountRegions().stream()
                .collect(Collectors.toUnmodifiableMap(unit -> unit, unit -> new RequestLedger(throttle, clock, nanos)));
    }

    public List<UnitUse> units() {
        return organization.accountRegions().stream()
                .map(unit -> UnitUse.of(unit, ledger(unit).use()))
                .toList();
    }

    @Override
    public void admit(SignedRequest request) {
        var target = request.request().header("x-amz-target").orElse("");
        if (!target.endsWith(TARGET)) {
            throw Refusals.unknownOperation(Protocol.JSON, target);
        }
        var unit = request.unit();
        if (!ledgers.containsKey(unit) || faults.disabledRegions().contains(unit.region())) {
            throw Refusals.unknownKey(Protocol.JSON);
        }
        if (!ledger(unit).accept()) {
            throw AwsException.badRequest("ThrottlingException", "Rate exceeded");
        }
        if (faults.deniedUnits().contains(unit)) {
            throw AwsException.badRequest(
                    "AccessDeniedException",
                    Refusals.notAuthorized(request.caller().arn(), "cloudtrail:LookupEvents"));
        }
    }

    @Override
    public Duration latency() {
        return dice.pageLatency();
    }

    @Override
    public Reply answer(SignedRequest request) {
        var lookup = Lookup.of(Json.read(request.request().body()));
        var unit = request.unit();
        var events = organization.findEvents(unit).orElseThrow();
        var binding = unit + " " + lookup.binding();
        var page = lookup.insights()
                ? new LookupPage(List.of(), OptionalInt.empty())
                : page(lookup, position(lookup.nextToken(), binding), events);
        if (faults.endlessUnits().contains(unit) && lookup.nextToken().isPresent()) {
            answered(unit, 0);
            return Protocol.JSON.answer(endless(lookup.nextToken().get()), request.id());
        }
        answered(unit, page.indexes().size());
        return Protocol.JSON.answer(json(page, events, binding), request.id());
    }

    private static String endless(String token) {
        var body = Json.object();
        body.putArray("Events");
        return body.put("NextToken", token).toString();
    }

    private int position(Optional<String> token, String binding) {
        return token.map(text -> tokens.open(binding, text)
                        .map(Integer::parseInt)
                        .orElseThrow(() -> AwsException.badRequest(
                                "InvalidNextTokenException",
                                "Invalid token, or one that was issued for other parameters or has expired")))
                .orElse(Integer.MAX_VALUE);
    }

    private LookupPage page(Lookup lookup, int position, SimulatedEvents events) {
        var oddlyEmpty = dice.emptyPage();
        if (oddlyEmpty && position > 0) {
            return LookupPage.emptyBefore(position);
        }
        var size = dice.pageSize(lookup.maxResults());
        var page = LookupPage.of(lookup, position, size, events, late, clock.instant());
        var emptyLast = page.next().isEmpty() && position > 0 && dice.emptyPage();
        return emptyLast ? new LookupPage(page.indexes(), OptionalInt.of(0)) : page;
    }

    private String json(LookupPage page, SimulatedEvents events, String binding) {
        var body = Json.object();
        var array = body.putArray("Events");
        for (var index : page.indexes()) {
            array.add(json(events, index));
        }
        page.next().ifPresent(next -> body.put("NextToken", tokens.seal(binding, Integer.toString(next))));
        return body.toString();
    }

    private static ObjectNode json(SimulatedEvents events, int index) {
        var facts = events.facts(index);
        var event = Json.object()
                .put("EventId", facts.id())
                .put("EventName", facts.name())
                .put("ReadOnly", Boolean.toString(facts.readOnly()))
                .put("EventTime", events.epochSecond(index))
                .put("EventSource", facts.source());
        if (facts.accessKeyId() != null) {
            event.put("AccessKeyId", facts.accessKeyId());
        }
        if (facts.username() != null) {
            event.put("Username", facts.username());
        }
        var resources = event.putArray("Resources");
        for (var resource : facts.resources()) {
            resources.addObject().put("ResourceType", resource.type()).put("ResourceName", resource.name());
        }
        return event.put("CloudTrailEvent", events.record(index));
    }

    private void answered(AccountRegion unit, int events) {
        ledger(unit).count(UnitUse.ANSWERED, 1);
        ledger(unit).count(UnitUse.EVENTS, events);
    }

    private RequestLedger ledger(AccountRegion unit) {
        return Objects.requireNonNull(ledgers.get(unit), () -> "no unit " + unit);
    }
}
