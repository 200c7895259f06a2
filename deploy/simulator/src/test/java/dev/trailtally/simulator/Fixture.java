package dev.trailtally.simulator;

import dev.trailtally.simulator.event.EventPlan;
import dev.trailtally.simulator.event.GeneratedEvents;
import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A management account, one member, two regions; the clock stands where the tests put it. */
final class Fixture {

    static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
    static final String MANAGEMENT = "000000000011";
    static final String MEMBER = "222222222222";
    static final String REGION = "eu-west-1";

    private Fixture() {}

    static SimulatorSettings.Builder settings(SimulatedEvents events) {
        return settings(organization(events).build());
    }

    static SimulatorSettings.Builder settings(Organization organization) {
        return SimulatorSettings.of(organization).clock(() -> NOW).throttle(Throttle.NONE);
    }

    static Organization.Builder organization(SimulatedEvents events) {
        return Organization.builder(MANAGEMENT)
                .account(MANAGEMENT, "management", Map.of(REGION, events, "us-east-1", GivenEvents.none()))
                .account(MEMBER, "member", Map.of(REGION, generated(MEMBER, 120)));
    }

    /** Events of the last seven days, some seconds with several hundred if there are thousands. */
    static GeneratedEvents generated(int count) {
        return generated(MANAGEMENT, count);
    }

    static GeneratedEvents generated(String account, int count) {
        return new GeneratedEvents(new EventPlan(account, REGION, 7, count, NOW.minus(Duration.ofDays(7)), NOW));
    }

    /** One event at each of these times, with ids e0, e1, …. */
    static GivenEvents at(Instant... times) {
        var ids = new int[] {0};
        return given(Arrays.stream(times)
                .map(time -> record("e" + ids[0]++, time, "ListBuckets"))
                .toList());
    }

    static GivenEvents given(List<String> records) {
        return new GivenEvents(records);
    }

    static String record(String id, Instant time, String name) {
        return """
                {"eventVersion":"1.08","eventID":"%s","eventTime":"%s","eventSource":"s3.amazonaws.com",\
                "eventName":"%s","awsRegion":"eu-west-1","readOnly":true,"recipientAccountId":"000000000011",\
                "userIdentity":{"type":"IAMUser","userName":"alice","accessKeyId":"AKIAEXAMPLE"},\
                "resources":[{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<b>&"}]}""".formatted(id, time, name);
    }
}
