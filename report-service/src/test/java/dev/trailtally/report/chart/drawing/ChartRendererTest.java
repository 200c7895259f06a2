package dev.trailtally.report.chart.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trailtally.report.chart.figure.EmptyFigure;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.chart.figure.Heading;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartRendererTest {

    private static final Figure FIGURE =
            new EmptyFigure(new Heading("Nothing", List.of("Of nobody"), List.of()), "No events");

    private final ChartRenderer renderer = new ChartRenderer(Duration.ofSeconds(30));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        renderer.close();
        timer.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"480, 320", "480, 4000", "4000, 320", "1200, 0"})
    void everyKindOfFigureFitsEverySize(int width, int height) throws Exception {
        for (var figure : Gallery.figures().values()) {
            var chart = renderer.render(figure, new Style(false, width, height, false));

            var image = ImageIO.read(new ByteArrayInputStream(chart.getContent().toByteArray()));
            assertThat(image.getWidth()).isEqualTo(width).isEqualTo(chart.getWidth());
            assertThat(image.getHeight()).isEqualTo(height == 0 ? chart.getHeight() : height);
        }
    }

    @Test
    void aCancelledCallIsNotDrawn() {
        var call = Context.current().withCancellation();
        call.cancel(null);

        assertThat(failure(call)).isEqualTo(Status.Code.CANCELLED);
    }

    @Test
    void aCallWhoseDeadlineHasPassedIsNotDrawn() {
        var call = Context.current().withDeadline(Deadline.after(-1, TimeUnit.SECONDS), timer);

        assertThat(failure(call)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void aPictureOfMoreThanThreeMebibytesIsAFailure() {
        var bytes = new BoundedBytes();
        bytes.write(new byte[3 << 20], 0, 3 << 20);

        var failure = catchThrowableOfType(StatusRuntimeException.class, () -> bytes.write(0));
        assertThat(Objects.requireNonNull(failure).getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void anSvgOfMoreThanThreeMebibytesFailsAsWhatItIs() {
        var drawing = ChartRenderer.drawing(FIGURE, Look.of(new Style(true, 480, 320, false)));

        var failure = catchThrowableOfType(
                StatusRuntimeException.class, () -> SvgImage.of(drawing, 480, "Long", "x".repeat(4 << 20)));
        assertThat(Objects.requireNonNull(failure).getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    private Status.Code failure(Context call) {
        var failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> call.run(() -> renderer.render(FIGURE, new Style(false, 480, 320, false))));
        return Objects.requireNonNull(failure, "it was drawn").getStatus().getCode();
    }
}
