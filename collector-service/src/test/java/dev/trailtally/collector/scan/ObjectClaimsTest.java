package dev.trailtally.collector.scan;

import static dev.trailtally.collector.scan.ScanFixture.folder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.collector.claim.ClaimedObject;
import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectClaimsTest {

    private final TestDatabase database = TestDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temporary;

    private Path root = Path.of("/");

    @SuppressWarnings("NullAway.Init")
    private ScanFixture first;

    @SuppressWarnings("NullAway.Init")
    private ScanFixture second;

    @BeforeEach
    void start() throws IOException {
        root = temporary.toRealPath();
        first = new ScanFixture(database, root, "");
        second = new ScanFixture(database, root, "");
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "AWSLogs/111122223333/CloudTrail/eu-west-1/2024/05/01/111122223333_CloudTrail_eu-west-1_20240501T0000Z_"
            })
    void twoInstancesNeverClaimTheSameObject(String start) throws Exception {
        write(start, 500);
        first.listed(folder(root));
        Callable<List<Long>> claiming = () -> claimAll(first);
        Callable<List<Long>> claimingToo = () -> claimAll(second);

        var claimed = new ArrayList<Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : threads.invokeAll(List.of(claiming, claimingToo, claiming, claimingToo))) {
                claimed.addAll(future.get());
            }
        }

        assertThat(claimed).hasSize(500).doesNotHaveDuplicates();
    }

    @Test
    void anObjectWhoseLeaseRanOutIsClaimedAgainAndItsFirstHolderIsFenced() throws Exception {
        write("a", 1);
        first.listed(folder(root));
        var lost = first.claims.claim(1, 1).getFirst();
        assertThat(second.claims.claim(1, 1)).isEmpty();

        first.expireLeases();
        var taken = second.claims.claim(1, 1).getFirst();

        assertThat(taken.objectId()).isEqualTo(lost.objectId());
        assertThatThrownBy(() -> first.finish(lost, "read", null)).hasMessageStartingWith("no longer held");
        second.finish(taken, "read", null);
    }

    @Test
    void aRenewedLeaseHoldsAndAReleasedObjectIsFree() throws Exception {
        write("a", 2);
        first.listed(folder(root));
        var claimed = first.claims.claim(2, Long.MAX_VALUE);
        first.expireLeases();

        first.claims.leases().renew();
        assertThat(second.claims.claim(2, Long.MAX_VALUE)).isEmpty();

        first.claims
                .leases()
                .giveBack(Map.of(claimed.getLast().objectId(), claimed.getLast().holder()));
        assertThat(second.claims.claim(2, Long.MAX_VALUE))
                .extracting(ClaimedObject::objectId)
                .containsExactly(claimed.getLast().objectId());
        first.claims.leases().renew();
        first.finish(claimed.getFirst(), "read", null);
    }

    @Test
    void claimsStayWithinTheirBytesButNeverStarve() throws Exception {
        write("a", 4);
        first.listed(folder(root));

        assertThat(first.claims.claim(10, 1)).hasSize(1);
        assertThat(first.claims.claim(10, 20)).hasSize(2);
        assertThat(first.claims.claim(10, 20)).hasSize(1);
    }

    @Test
    void scansTakeTurns() throws Exception {
        write("a", 3);
        write("b", 3);
        var one = first.listed(folder(root.resolve("a"))).scan().scanId();
        var other = first.listed(folder(root.resolve("b"))).scan().scanId();

        var turns = new ArrayList<Object>();
        for (int i = 0; i < 5; i++) {
            turns.add(first.claims.claim(1, 1).getFirst().scanId());
        }

        assertThat(turns).containsExactly(one, other, one, other, one);
    }

    @Test
    void aClaimedObjectOpens() throws Exception {
        write("a", 1);
        first.listed(folder(root));
        var object = first.claims.claim(1, 1).getFirst();

        try (var bytes = first.sources.open(object.scanId(), object.uri(), object.version())) {
            assertThat(bytes.readAllBytes()).hasSize(10);
        }
    }

    @Test
    void aScanEndsWhenAllIsReadAndNotBefore() throws Exception {
        write("a", 1);
        var scan = first.create(folder(root));
        assertThat(first.closer.close()).isTrue();
        first.listNext();
        assertThat(first.closer.close()).isTrue();
        first.readAll();

        assertThat(first.closer.close()).isFalse();
        assertThat(first.closer.close()).isFalse();

        assertThat(first.progress(scan).scan().state()).isEqualTo(Scan.State.SUCCEEDED);
        assertThat(first.progress(scan).scan().finishedAt()).isNotNull();
    }

    @Test
    void aScanOfNothingThatIsThereEndsIncomplete() throws Exception {
        var scan = first.listed(folder(root.resolve("missing"))).scan();

        first.closer.close();

        var ended = first.progress(scan);
        assertThat(ended.scan().state()).isEqualTo(Scan.State.INCOMPLETE);
        assertThat(ended.counts().getFailureCount()).isEqualTo(1);
    }

    private static List<Long> claimAll(ScanFixture instance) {
        var claimed = new ArrayList<Long>();
        for (var page = instance.claims.claim(7, Long.MAX_VALUE);
                !page.isEmpty();
                page = instance.claims.claim(7, Long.MAX_VALUE)) {
            page.forEach(object -> claimed.add(object.objectId()));
        }
        return claimed;
    }

    private void write(String folder, int count) throws IOException {
        Files.createDirectories(root.resolve(folder));
        for (int i = 0; i < count; i++) {
            Files.writeString(root.resolve(folder).resolve(i + ".json"), "0123456789");
        }
    }
}
