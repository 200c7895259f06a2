package dev.trailtally.benchmarks.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogGeneratorTest {

    private static final LogPlan PLAN = new LogPlan(12_000, 20, 6, LogPlan.DEFAULT_START, 5, 60, 0.03, 42);

    @TempDir
    private static Path folder;

    private static Truth truth;
    private static RecountedLogs logs;

    @BeforeAll
    static void generate() throws IOException, InterruptedException {
        truth = new LogGenerator(PLAN, folder.resolve("a")).generate();
        logs = new RecountedLogs(folder.resolve("a/logs"));
    }

    @Test
    void theFilesHoldWhatTheTruthSays() {
        assertThat(truth.eventsUnique()).isEqualTo(12_000);
        assertThat(logs.unique()).hasSize(12_000);
        assertThat((long) logs.records().size()).isEqualTo(truth.eventsRaw());
        assertThat((long) logs.files().size()).isEqualTo(truth.files());
        var told = new TreeMap<String, Map<String, Long>>();
        truth.accounts().forEach((id, account) -> told.put(id, account.bySourceNameError()));
        assertThat(logs.counts()).isEqualTo(told);
    }

    @Test
    void failuresAndFirstAndLastTimesAreTrue() {
        truth.accounts().forEach((id, account) -> {
            var events = logs.unique().values().stream()
                    .filter(event -> event.path("recipientAccountId").asText().equals(id))
                    .toList();
            var times = events.stream()
                    .map(event -> event.path("eventTime").asText())
                    .sorted()
                    .toList();
            assertThat(events.stream().filter(RecountedLogs::failed).count())
                    .as("failed events of " + id)
                    .isEqualTo(account.failedUnique());
            assertThat(times.getFirst()).isEqualTo(account.firstEvent());
            assertThat(times.getLast()).isEqualTo(account.lastEvent());
        });
    }

    @Test
    void duplicatesComeInOtherFilesAndInAnotherTrail() {
        assertThat(truth.eventsRaw() - truth.eventsUnique()).isBetween(60L, 1_200L);
        assertThat(logs.files()).anyMatch(file -> file.toString().contains("/logs/security-trail/AWSLogs/"));
    }

    @Test
    void keysFollowTheLayoutOfCloudTrail() {
        assertThat(logs.files())
                .allSatisfy(file -> assertThat(file.toString())
                        .matches(
                                ".*/logs/(security-trail/)?AWSLogs/(\\d{12})/CloudTrail/([a-z0-9-]+)/2025/\\d\\d/\\d\\d/"
                                        + "\\2_CloudTrail_\\3_2025\\d{4}T\\d{4}Z_[A-Za-z0-9]{16}\\.json\\.gz"));
    }

    @Test
    void anAccountHasLeadingZerosAndTheLargestAboutThirtyPercent() {
        assertThat(truth.accounts().keySet()).hasSize(20).anyMatch(id -> id.startsWith("00"));
        var largest = truth.accounts().values().stream()
                .mapToLong(Truth.AccountTruth::eventsUnique)
                .max()
                .orElseThrow();
        assertThat(largest).isBetween(3_000L, 4_200L);
    }

    @Test
    void everyTypeOfIdentityCalls() {
        var types = logs.records().stream()
                .map(event -> event.path("userIdentity").path("type").asText())
                .collect(Collectors.toSet());

        assertThat(types)
                .containsExactlyInAnyOrder(
                        "AssumedRole",
                        "AWSService",
                        "IAMUser",
                        "WebIdentityUser",
                        "SAMLUser",
                        "IdentityCenterUser",
                        "AWSAccount",
                        "FederatedUser",
                        "Root");
    }

    @Test
    void aboutATenthFails() {
        var failed = logs.records().stream().filter(RecountedLogs::failed).count();

        assertThat((double) failed / logs.records().size()).isBetween(0.05, 0.15);
    }

    @Test
    void recordsHaveTheSizeOfRealOnes() {
        assertThat((double) truth.bytesRaw() / truth.eventsRaw()).isBetween(1_200.0, 1_900.0);
    }

    @Test
    void timesLieWithinTheDaysOfThePlan() {
        assertThat(logs.records())
                .allSatisfy(event -> assertThat(
                                Instant.parse(event.path("eventTime").asText()))
                        .isBetween(Instant.parse("2025-03-10T00:00:00Z"), Instant.parse("2025-03-14T23:59:59Z")));
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException, InterruptedException {
        var again = new LogGenerator(PLAN, folder.resolve("again")).generate();

        assertThat(again).isEqualTo(truth);
        for (var file : logs.files()) {
            var twin = folder.resolve("again/logs")
                    .resolve(folder.resolve("a/logs").relativize(file).toString());
            assertThat(Files.mismatch(file, twin)).as(twin.toString()).isEqualTo(-1);
        }
    }

    @Test
    void laterDaysHaveTheSameAccountsAndOtherEvents() throws IOException, InterruptedException {
        var plan = PLAN.after(4_000);
        var later = new LogGenerator(plan, folder.resolve("later")).generate();
        var events = new RecountedLogs(folder.resolve("later/logs"));

        assertThat(plan.start()).isEqualTo(LocalDate.of(2025, 3, 15));
        assertThat(later.accounts().keySet()).isEqualTo(truth.accounts().keySet());
        var shared = new HashSet<>(events.unique().keySet());
        shared.retainAll(logs.unique().keySet());
        assertThat(shared).isEmpty();
    }

    @Test
    void aTruthReadBackIsTheSame() throws IOException {
        assertThat(LogFolder.open(folder.resolve("a")).truth()).isEqualTo(truth);
        assertThat(LogFolder.open(folder.resolve("a/logs")).truth()).isEqualTo(truth);
    }

    @Test
    void anExistingFolderIsLeftAlone() {
        assertThatThrownBy(() -> new LogGenerator(PLAN, folder.resolve("a")).generate())
                .hasMessageContaining("already exists");
    }
}
