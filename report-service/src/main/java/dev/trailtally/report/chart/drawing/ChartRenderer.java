package dev.trailtally.report.chart.drawing;

import com.google.rpc.Code;
import dev.trailtally.report.chart.figure.BarFigure;
import dev.trailtally.report.chart.figure.EmptyFigure;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.chart.figure.GridFigure;
import dev.trailtally.report.chart.figure.TimeFigure;
import dev.trailtally.report.v1.Chart;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Renders figures, one per core at a time: a picture needs up to 64 MB and only a core. Uses platform threads
 * because drawing never waits, and would block the carriers of virtual threads.
 */
public final class ChartRenderer implements AutoCloseable {

    private static final int MAX_WAITING = 1_000;

    private final Duration timeout;
    private final ThreadPoolExecutor threads;

    /** A picture may take until the call's deadline, at most {@code timeout}, including the wait for its turn. */
    public ChartRenderer(Duration timeout) {
        this.timeout = timeout;
        int cores = Runtime.getRuntime().availableProcessors();
        threads = new ThreadPoolExecutor(
                cores,
                cores,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().name("chart-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    public Chart render(Figure figure, Style style) {
        var task = new FutureTask<>(() -> rendered(figure, style));
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw RpcErrors.busy(
                    "TOO_MANY_CHARTS",
                    String.format(Locale.ROOT, "%,d charts are already waiting; try again later", MAX_WAITING),
                    Map.of(),
                    Duration.ofSeconds(5));
        }
        Context.CancellationListener listener = cancelled -> task.cancel(true);
        Context.current().addListener(listener, Runnable::run);
        try {
            return await(task);
        } finally {
            Context.current().removeListener(listener);
            if (!task.isDone() || task.isCancelled()) {
                task.cancel(true);
                threads.remove(task);
            }
        }
    }

    private Chart await(FutureTask<Chart> task) {
        var latest = Deadline.after(timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return task.get(latest.timeRemaining(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw late();
        } catch (CancellationException e) {
            var deadline = Context.current().getDeadline();
            throw deadline != null && deadline.isExpired() ? late() : cancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StatusRuntimeException status
                    ? status
                    : new IllegalStateException("a chart could not be drawn", e.getCause());
        }
    }

    private static StatusRuntimeException late() {
        return RpcErrors.failure(
                Code.DEADLINE_EXCEEDED,
                "REPORT_TIMEOUT",
                "the chart was not drawn in time; ask for a smaller one, or set a later deadline",
                Map.of());
    }

    private static StatusRuntimeException cancelled() {
        return RpcErrors.failure(Code.CANCELLED, "CALL_CANCELLED", "the call was cancelled", Map.of());
    }

    private static Chart rendered(Figure figure, Style style) {
        Fonts.install();
        var drawing = drawing(figure, Look.of(style));
        var title = figure.heading().title();
        var description = figure.description();
        var content = style.svg()
                ? SvgImage.of(drawing, style.width(), title, description)
                : PngImage.of(drawing, style.width());
        return Chart.newBuilder()
                .setMediaType(style.mediaType())
                .setContent(content)
                .setTitle(title)
                .setDescription(description)
                .setWidth(style.width())
                .setHeight(drawing.height())
                .build();
    }

    static Drawing drawing(Figure figure, Look look) {
        return switch (figure) {
            case BarFigure bars -> BarDrawing.of(bars, look);
            case TimeFigure time -> TimeDrawing.of(time, look);
            case GridFigure grid -> GridDrawing.of(grid, look);
            case EmptyFigure empty -> EmptyDrawing.of(empty, look);
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
