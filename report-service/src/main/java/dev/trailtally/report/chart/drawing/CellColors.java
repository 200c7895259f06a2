package dev.trailtally.report.chart.drawing;

import java.awt.Color;
import java.awt.Paint;
import org.jfree.chart.renderer.PaintScale;

/** Colours of logarithms of counts; below 0 stands for no event. */
record CellColors(Viridis counts, Color none) implements PaintScale {

    @Override
    public double getLowerBound() {
        return -1;
    }

    @Override
    public double getUpperBound() {
        return counts.getUpperBound();
    }

    @Override
    public Paint getPaint(double value) {
        return value < 0 ? none : counts.color(value);
    }
}
