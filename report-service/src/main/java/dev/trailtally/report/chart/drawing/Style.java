package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.ChartFormat;
import dev.trailtally.report.v1.ChartStyle;
import dev.trailtally.report.v1.ChartTheme;
import dev.trailtally.rpc.RpcErrors;

/**
 * How a picture is drawn.
 *
 * @param width in pixels
 * @param height in pixels; 0 for what the content needs
 */
public record Style(boolean svg, int width, int height, boolean dark) {

    static final int MAX_SIZE = 4_000;

    private static final int MIN_WIDTH = 480;
    private static final int MIN_HEIGHT = 320;
    private static final int DEFAULT_WIDTH = 1_200;

    /** Checks the field "style" of a request. */
    public static Style of(ChartStyle style) {
        var format = Fields.known("style.format", style.getFormat(), style.getFormatValue());
        var theme = Fields.known("style.theme", style.getTheme(), style.getThemeValue());
        return new Style(
                format == ChartFormat.CHART_FORMAT_SVG,
                size("style.width", style.getWidth(), MIN_WIDTH, DEFAULT_WIDTH),
                size("style.height", style.getHeight(), MIN_HEIGHT, 0),
                theme == ChartTheme.CHART_THEME_DARK);
    }

    private static int size(String field, int value, int min, int byDefault) {
        if (value != 0 && (value < min || value > MAX_SIZE)) {
            throw RpcErrors.invalidArgument(field, "%d; %d to %d are allowed".formatted(value, min, MAX_SIZE));
        }
        return value == 0 ? byDefault : value;
    }

    String mediaType() {
        return svg ? "image/svg+xml" : "image/png";
    }
}
