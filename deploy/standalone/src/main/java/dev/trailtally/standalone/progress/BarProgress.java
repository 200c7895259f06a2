package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.terminal.WindowSize;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/** Progress as a bar over the bytes to read, for terminals. */
final class BarProgress implements Progress {

    private static final int MIN_BAR = 8;
    private static final int MAX_BAR = 40;
    private static final String CLEAR_REST_OF_LINE = "\033[K";

    private final PrintWriter talk;
    private final Pace pace;
    private final ProgressBar bar;

    BarProgress(PrintWriter talk, Pace pace) {
        this.talk = talk;
        this.pace = pace;
        this.bar = new ProgressBarBuilder()
                .setTaskName("collecting")
                .setRenderer(BarProgress::line)
                .setConsumer(new DelegatingProgressBarConsumer(
                        onOneLine(talk), WindowSize.current().columns()))
                .setInitialMax(1)
                .build();
    }

    @Override
    public void show(WatchScanResponse state) {
        var objects = state.getScan().getObjects();
        bar.maxHint(Math.max(1, objects.getBytesListed()));
        bar.stepTo(objects.getBytesRead());
        bar.setExtraMessage(pace.describe(state));
    }

    @Override
    public void close() {
        bar.close();
        talk.println();
        talk.flush();
    }

    /** Puts the figures before the bar: if the terminal is narrow, the bar shrinks. */
    private static String line(ProgressState state, int columns) {
        var done = state.getNormalizedProgress();
        var text =
                String.format(Locale.ROOT, "%s %3.0f%%  %s ", state.getTaskName(), 100 * done, state.getExtraMessage());
        var room = Math.clamp(columns - text.length() - 2, 0, MAX_BAR);
        var filled = (int) (room * done);
        var bar = room < MIN_BAR ? "" : "[" + "=".repeat(filled) + " ".repeat(room - filled) + "]";
        return text.substring(0, Math.min(text.length(), columns)) + bar;
    }

    private static Consumer<String> onOneLine(PrintWriter talk) {
        return line -> {
            talk.print("\r" + line + CLEAR_REST_OF_LINE);
            talk.flush();
        };
    }
}
