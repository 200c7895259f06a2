package dev.trailtally.collector.scan;

import static dev.trailtally.collector.scan.ScanFixture.folder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.claim.ClaimedObject;
import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scan does with an object that another scan has listed earlier, in every state of both. */
class AwaitedObjectTest {

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
        Files.writeString(root.resolve("1.json"), "0123456789");
        first = new ScanFixture(database, root, "");
        second = new ScanFixture(database, root, "");
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        database.close();
    }

    /**
     * The later scan lists the one object while it is in a state of the earlier scan. Columns: the earlier scan's state, the
     * object's, whether a reader of the later scan gets the object at once, and how the later scan ends when all is read that
     * it can claim and the live claim of the other, if any, has ended well.
     */
    @ParameterizedTest
    @CsvSource({
        "PENDING,    UNCLAIMED,   true,  SUCCEEDED",
        "PENDING,    CLAIMED,     false, SUCCEEDED",
        "PENDING,    EXPIRED,     true,  SUCCEEDED",
        "PENDING,    READ,        false, SUCCEEDED",
        "PENDING,    DAMAGED,     false, INCOMPLETE",
        "PENDING,    DENIED,      true,  SUCCEEDED",
        "RUNNING,    UNCLAIMED,   true,  SUCCEEDED",
        "RUNNING,    CLAIMED,     false, SUCCEEDED",
        "RUNNING,    EXPIRED,     true,  SUCCEEDED",
        "RUNNING,    READ,        false, SUCCEEDED",
        "RUNNING,    DAMAGED,     false, INCOMPLETE",
        "RUNNING,    DENIED,      true,  SUCCEEDED",
        "SUCCEEDED,  READ,        false, SUCCEEDED",
        "INCOMPLETE, READ,        false, SUCCEEDED",
        "INCOMPLETE, DAMAGED,     false, INCOMPLETE",
        "INCOMPLETE, DENIED,      true,  SUCCEEDED",
        "CANCELLED,  UNCLAIMED,   true,  SUCCEEDED",
        "CANCELLED,  CLAIMED,     false, SUCCEEDED",
        "CANCELLED,  EXPIRED,     true,  SUCCEEDED",
        "CANCELLED,  READ,        false, SUCCEEDED",
        "CANCELLED,  DAMAGED,     false, INCOMPLETE",
        "CANCELLED,  DENIED,      true,  SUCCEEDED",
    })
    void aScanEndsAsItsObjectsDoWhoeverReadsThem(
            Scan.State earlier, ObjectState object, boolean claimable, Scan.State end) throws InterruptedException {
        var former = first.listed(folder(root)).scan();
        var claimed = bring(object);
        first.update(
                "update scan set state = ? where scan_id = ?",
                earlier.name().toLowerCase(Locale.ROOT),
                former.scanId());

        var later = second.create(folder(root));
        second.listNext(later);
        second.closer.close();
        var pending = second.progress(later);
        assertThat(pending.scan().state().ended())
                .as("ended before its object was final")
                .isEqualTo(object == ObjectState.READ || object == ObjectState.DAMAGED);
        assertThat(pending.counts().getObjects().getPending())
                .isEqualTo(pending.scan().state().ended() ? 0 : 1);

        assertThat(second.claims.claim(10, Long.MAX_VALUE))
                .hasSize(claimable ? 1 : 0)
                .allSatisfy(it -> second.finish(it, "read", null));
        if (object == ObjectState.CLAIMED) {
            first.finish(requireOne(claimed), "read", null);
        }
        second.closer.close();

        var ended = second.progress(later);
        assertThat(ended.scan().state()).isEqualTo(end);
        assertThat(ended.counts().getFailureCount()).isEqualTo(end == Scan.State.INCOMPLETE ? 1 : 0);
        assertThat(ended.counts().getObjects().getRead()
                        + ended.counts().getObjects().getUnreadable()
                        + ended.counts().getObjects().getPending())
                .as("listed = read + unreadable + pending")
                .isEqualTo(ended.scan().listedObjects());
        assertThat(ended.scan().listedObjects() + ended.scan().knownObjects()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"read, SUCCEEDED, 0", "unreadable, INCOMPLETE, 1"})
    void anAwaitedObjectEndsTheScanAsItEndsWhereAnotherReadsIt(String state, Scan.State end, int failures)
            throws InterruptedException {
        first.listed(folder(root));
        var claimed = requireOne(first.claims.claim(1, 1));
        var later = second.listed(folder(root)).scan();
        second.closer.close();
        assertThat(second.progress(later).scan().state()).isEqualTo(Scan.State.RUNNING);

        first.finish(claimed, state, state.equals("read") ? null : "AccessDenied");
        second.closer.close();

        assertThat(second.progress(later).scan().state()).isEqualTo(end);
        assertThat(second.progress(later).counts().getFailureCount()).isEqualTo(failures);
    }

    @Test
    void anAwaitedObjectIsReadAsItsOwnScanAsksForIt() throws InterruptedException {
        var own = first.create(folder(root), ScanFixture.account(111111111111L), true);
        first.listNext(own);
        var later = second.create(folder(root), ScanFixture.account(111111111111L), false);
        second.listNext(later);
        first.update("update scan set state = 'cancelled' where scan_id = ?", own.scanId());

        var claimed = requireOne(second.claims.claim(10, Long.MAX_VALUE));

        assertThat(claimed.scanId()).as("whose counts it is among").isEqualTo(own.scanId());
        assertThat(claimed.keepRaw()).isTrue();
        second.finish(claimed, "read", null);
        second.closer.close();
        assertThat(second.progress(later).scan().state()).isEqualTo(Scan.State.SUCCEEDED);
    }

    @Test
    void aScanThatAwaitsMovesNothingTwiceWhenItIsListedAgain() throws InterruptedException {
        var former = first.listed(folder(root)).scan();
        var later = second.create(folder(root));
        second.listNext(later);
        first.scans.cancel(former.scanId());
        second.update("update scan set listing_done = false where scan_id = ?", later.scanId());

        second.listNext(later);

        assertThat(second.progress(later).scan().listedObjects()).isEqualTo(1);
        assertThat(second.progress(later).counts().getObjects().getPending()).isEqualTo(1);
        assertThat(requireOne(second.claims.claim(10, Long.MAX_VALUE)).scanId())
                .as("a cancelled scan's object is the later one's")
                .isEqualTo(later.scanId());
    }

    @Test
    void aScanThatIsResumedWhileItIsListedIsListedAgainFromTheStart() throws InterruptedException {
        var scan = first.create(folder(root));
        var underWay = first.listings.claim().orElseThrow();

        first.control.resume(scan);

        assertThat(first.listings.add(underWay, List.of(), 0))
                .as("the listing under way is still held")
                .isFalse();
        first.listings.end(underWay, true);
        first.listNext(scan);
        assertThat(first.progress(scan).counts().getObjects().getPending()).isEqualTo(1);
    }

    enum ObjectState {
        UNCLAIMED,
        CLAIMED,
        EXPIRED,
        READ,
        DAMAGED,
        DENIED
    }

    private List<ClaimedObject> bring(ObjectState state) {
        if (state == ObjectState.UNCLAIMED) {
            return List.of();
        }
        var claimed = first.claims.claim(1, 1);
        switch (state) {
            case UNCLAIMED, CLAIMED -> {}
            case EXPIRED -> first.expireLeases();
            case READ -> first.finish(requireOne(claimed), "read", null);
            case DAMAGED -> first.finish(requireOne(claimed), "unreadable", "DAMAGED_GZIP");
            case DENIED -> first.finish(requireOne(claimed), "unreadable", "AccessDenied");
        }
        return claimed;
    }

    private static ClaimedObject requireOne(List<ClaimedObject> claimed) {
        assertThat(claimed).hasSize(1);
        return claimed.getFirst();
    }
}
