package dev.trailtally.report;

import dev.trailtally.report.Fixture.TestEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** Seeded events with skew: few values are frequent, and seconds collide. */
record RandomEvents(long accountId, Instant from, Duration length) {

    private static final List<String> ERRORS = List.of("", "", "", "AccessDenied", "NoSuchBucket", "Throttling");
    private static final List<String> SOURCES = List.of("s3.amazonaws.com", "ec2.amazonaws.com", "s3_x.example.org");

    List<TestEvent> generate(long seed, int count) {
        var random = new Random(seed);
        return Stream.generate(() -> event(random)).limit(count).toList();
    }

    private TestEvent event(Random random) {
        var error = ERRORS.get(random.nextInt(ERRORS.size()));
        var user = "user" + skewed(random, 12);
        return new TestEvent(
                accountId,
                from.plusSeconds(random.nextLong(length.toSeconds())),
                new UUID(random.nextLong(), random.nextLong()),
                "region-" + skewed(random, 4),
                SOURCES.get(skewed(random, SOURCES.size())),
                "Call" + skewed(random, 6),
                error,
                !error.isEmpty() || random.nextInt(10) == 0, // some fail by message only
                "arn:aws:iam::" + accountId + ":user/" + user,
                random.nextBoolean() ? "" : "session-" + skewed(random, 3),
                "AKIA" + user.toUpperCase(Locale.ROOT),
                random.nextInt(5) == 0 ? "AWS Internal" : "203.0." + skewed(random, 3) + "." + skewed(random, 30),
                "agent/" + skewed(random, 7),
                switch (random.nextInt(3)) {
                    case 0 -> true;
                    case 1 -> false;
                    default -> null;
                });
    }

    private static int skewed(Random random, int bound) {
        return Math.min(random.nextInt(bound), random.nextInt(bound));
    }
}
