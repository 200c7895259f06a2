package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.VisibleText;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.List;

/** The colours, fonts and distances of a picture. Distances are for a width of 1,200 pixels and grow with it. */
record Look(Style style, double scale) {

    // Okabe and Ito, "Color Universal Design": distinct for every kind of colour blindness. Yellow last: it is pale
    // on white.
    private static final Color BLUE = new Color(0x0072B2);
    private static final Color ORANGE = new Color(0xE69F00);
    private static final Color GREEN = new Color(0x009E73);
    private static final Color PINK = new Color(0xCC79A7);
    private static final Color SKY = new Color(0x56B4E9);
    private static final Color VERMILION = new Color(0xD55E00);
    private static final Color YELLOW = new Color(0xF0E442);
    private static final List<Color> ON_LIGHT = List.of(BLUE, ORANGE, GREEN, PINK, SKY, VERMILION, YELLOW);
    private static final List<Color> ON_DARK = List.of(SKY, ORANGE, GREEN, PINK, BLUE, VERMILION, YELLOW);

    private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);
    private static final double MIN_SCALE = 0.8;

    static Look of(Style style) {
        double scale = style.width() / 1_200.0;
        if (style.height() > 0) {
            scale = Math.min(scale, style.height() / 520.0);
        }
        return new Look(style, Math.max(MIN_SCALE, scale));
    }

    /** The height in pixels: the one that the request sets, or else that of the content. */
    int height(double content) {
        return style.height() > 0 ? style.height() : (int) content;
    }

    double px(double distance) {
        return distance * scale;
    }

    Font titleFont() {
        return Fonts.bold(px(19));
    }

    Font textFont() {
        return Fonts.plain(px(13));
    }

    Font smallFont() {
        return Fonts.plain(px(12));
    }

    Color background() {
        return pick(0xFFFFFF, 0x1C1E22);
    }

    Color text() {
        return pick(0x1F2328, 0xE8EAED);
    }

    Color mutedText() {
        return pick(0x57606A, 0xAEB5BD);
    }

    /** The colour of warnings about missing data. */
    Color warning() {
        return pick(0xA33C00, 0xFFB870);
    }

    Color gridLine() {
        return pick(0xE3E6EA, 0x383C42);
    }

    Color emptyCell() {
        return pick(0xF1F3F5, 0x24272C);
    }

    Color part(int index) {
        return (style.dark() ? ON_DARK : ON_LIGHT).get(index);
    }

    Color failed() {
        return VERMILION;
    }

    /** The colour of the parts that are not shown individually. */
    Color other() {
        return pick(0xB4BAC1, 0x6B727A);
    }

    private Color pick(int light, int dark) {
        return new Color(style.dark() ? dark : light);
    }

    double widthOf(String text, Font font) {
        return font.getStringBounds(text, METRICS).getWidth();
    }

    /** The text in characters that the font has, shortened in the middle to a width. */
    String fit(String text, Font font, double width) {
        var whole = Fonts.displayable(text, font);
        if (widthOf(whole, font) <= width) {
            return whole;
        }
        int fitting = 1;
        int tooLong = whole.codePointCount(0, whole.length());
        while (tooLong - fitting > 1) {
            int middle = (fitting + tooLong) / 2;
            if (widthOf(VisibleText.shortened(whole, middle), font) <= width) {
                fitting = middle;
            } else {
                tooLong = middle;
            }
        }
        return VisibleText.shortened(whole, fitting);
    }
}
