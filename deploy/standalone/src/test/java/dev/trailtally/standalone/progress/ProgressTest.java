package dev.trailtally.standalone.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.ObjectCounts;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Source FOLDER = Source.newBuilder()
            .setFolder(FolderSource.newBuilder().setPath("/logs"))
            .build();

    private final StringWriter talk = new StringWriter();
    private final MovableClock clock = new MovableClock();

    @Test
    void aLineTellsFilesEventsPaceAndTimeLeft() {
        try (var progress = Progress.on(new PrintWriter(talk), false, clock, FOLDER)) {
            clock.advance(Duration.ofSeconds(2));
            progress.show(state(scan(10, 30, 24_690)));
        }
        assertThat(talk.toString().lines())
                .containsExactly("collecting: 10 of 40 files, 24,690 events, 12,345 events/s, about 0:06 left");
    }

    @Test
    void linesComeEveryTwoSecondsAndOnceAtTheEnd() {
        try (var progress = Progress.on(new PrintWriter(talk), false, clock, FOLDER)) {
            for (int i = 1; i <= 9; i++) {
                clock.advance(Duration.ofMillis(500));
                progress.show(state(scan(i, 40 - i, 100 * i)));
            }
        }
        assertThat(talk.toString().lines().map(line -> line.substring(0, "collecting: 4 of".length())))
                .containsExactly("collecting: 4 of", "collecting: 8 of", "collecting: 9 of");
    }

    @Test
    void noTimeIsPromisedWhileTheListingGoesOn() {
        var listing = scan(10, 30, 1_000).toBuilder();
        listing.getObjectsBuilder().setListingDone(false);
        try (var progress = Progress.on(new PrintWriter(talk), false, clock, FOLDER)) {
            clock.advance(Duration.ofSeconds(2));
            progress.show(state(listing.build()));
        }
        assertThat(talk.toString()).contains("10 of 40 or more files").doesNotContain("left");
    }

    @Test
    void aTerminalGetsABarThatEndsWithItsLastState() {
        try (var progress = Progress.on(new PrintWriter(talk), true, clock, FOLDER)) {
            clock.advance(Duration.ofSeconds(2));
            progress.show(state(scan(40, 0, 24_690)));
        }
        assertThat(talk.toString())
                .contains("\r")
                .contains("100%")
                .contains("40 of 40 files")
                .endsWith("\n");
    }

    private static WatchScanResponse state(Scan scan) {
        return WatchScanResponse.newBuilder().setScan(scan).build();
    }

    private static Scan scan(int read, int pending, int events) {
        return Scan.newBuilder()
                .setObjects(ObjectCounts.newBuilder()
                        .setListed(read + pending)
                        .setListingDone(true)
                        .setRead(read)
                        .setPending(pending)
                        .setBytesRead(1_000L * read)
                        .setBytesListed(1_000L * (read + pending)))
                .setRecords(RecordCounts.newBuilder().setRead(events).setStored(events))
                .build();
    }
}
