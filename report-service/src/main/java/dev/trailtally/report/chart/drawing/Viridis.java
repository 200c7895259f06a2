package dev.trailtally.report.chart.drawing;

import java.awt.Color;
import java.awt.Paint;
import org.jfree.chart.renderer.PaintScale;

/**
 * The colour map viridis (matplotlib, CC0) over decades: even in lightness for every kind of colour vision.
 *
 * @param decades the logarithm of the largest count
 * @param darkIsMore as on white paper; on a dark background, bright is more
 */
record Viridis(double decades, boolean darkIsMore) implements PaintScale {

    private static final double FIRST_ON_DARK = 0.08; // the darkest colour would be invisible on a dark background

    private static final int[] COLORS = {
        0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26, 0xFDE725
    };

    @Override
    public double getLowerBound() {
        return 0;
    }

    @Override
    public double getUpperBound() {
        return decades;
    }

    @Override
    public Paint getPaint(double value) {
        return color(value);
    }

    Color color(double value) {
        double share = Math.clamp(value / decades, 0, 1);
        double place = (darkIsMore ? 1 - share : FIRST_ON_DARK + (1 - FIRST_ON_DARK) * share) * (COLORS.length - 1);
        int below = Math.min((int) place, COLORS.length - 2);
        return mixed(new Color(COLORS[below]), new Color(COLORS[below + 1]), place - below);
    }

    private static Color mixed(Color one, Color other, double share) {
        return new Color(
                mixed(one.getRed(), other.getRed(), share),
                mixed(one.getGreen(), other.getGreen(), share),
                mixed(one.getBlue(), other.getBlue(), share));
    }

    private static int mixed(int one, int other, double share) {
        return (int) Math.round(one + (other - one) * share);
    }
}
