package dev.trailtally.report;

import dev.trailtally.report.Fixture.TestEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Events that make a picture hard to draw. */
final class ChartEvents {

    private ChartEvents() {}

    /** Two events of the user mallory with a user agent. */
    static List<TestEvent> withAgent(long accountId, Instant from, String userAgent) {
        return Stream.of(0, 1)
                .map(i -> event(accountId, from.plusSeconds(i), i, "mallory", userAgent))
                .toList();
    }

    /** A principal with one event, one with two, and so on. */
    static List<TestEvent> ofPrincipals(long accountId, Instant from, int principals) {
        return IntStream.rangeClosed(1, principals)
                .boxed()
                .flatMap(principal -> IntStream.range(0, principal)
                        .mapToObj(i ->
                                event(accountId, from.plusSeconds(i), principal * 1_000 + i, "p" + principal, "agent")))
                .toList();
    }

    private static TestEvent event(long accountId, Instant time, int number, String user, String userAgent) {
        return new TestEvent(
                accountId,
                time,
                new UUID(accountId, 1_000_000L + number),
                "region-0",
                "s3.amazonaws.com",
                "Call" + number % 9,
                "",
                false,
                "arn:aws:iam::" + accountId + ":user/" + user,
                "",
                "",
                "203.0.113.9",
                userAgent,
                false);
    }
}
