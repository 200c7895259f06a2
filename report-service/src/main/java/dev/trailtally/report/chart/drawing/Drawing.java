package dev.trailtally.report.chart.drawing;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.JFreeChart;

/** A figure with its positions and colours, to be drawn as pixels or paths. */
record Drawing(JFreeChart chart, int height) {

    void draw(Graphics2D graphics, int width) {
        chart.setTextAntiAlias(RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    }
}
