package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.Scan;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar over the bytes to read, for terminals. */
final class BarProgress implements Progress {

    private static final String CLEAR_REST_OF_LINE = "\033[K";

    private final PrintWriter talk;
    private final Pace pace;
    private final ProgressBar bar;

    BarProgress(PrintWriter talk, Clock clock) {
        this.talk = talk;
        this.pace = new Pace(clock);
        this.bar = new ProgressBarBuilder()
                .setTaskName("collecting")
                .setStyle(ProgressBarStyle.ASCII)
                .hideEta() // the text below has it, and counts known files as none
                .setConsumer(new DelegatingProgressBarConsumer(onOneLine(talk), columns()))
                .setInitialMax(1)
                .build();
    }

    @Override
    public void show(Scan scan) {
        bar.maxHint(Math.max(1, scan.getObjects().getBytesListed()));
        bar.stepTo(scan.getObjects().getBytesRead());
        bar.setExtraMessage(pace.describe(scan));
    }

    @Override
    public void close() {
        bar.close();
        talk.println();
        talk.flush();
    }

    /** The launcher asks the terminal. */
    private static int columns() {
        return Math.clamp(Integer.getInteger("trailtally.columns", 100), 40, 160);
    }

    private static Consumer<String> onOneLine(PrintWriter talk) {
        return line -> {
            talk.print("\r" + line + CLEAR_REST_OF_LINE);
            talk.flush();
        };
    }
}
