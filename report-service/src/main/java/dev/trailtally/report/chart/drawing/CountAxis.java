package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.Counts;
import java.awt.BasicStroke;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;

/** An axis of whole numbers from 0 on. */
final class CountAxis extends NumberAxis {

    static final BasicStroke LINE = new BasicStroke(1f);

    /** With at most this many steps of 1, 2, 5, 10 …; JFreeChart's own choice considers only the first and last label. */
    CountAxis(Look look, double upperBound, double maxSteps) {
        double step = 1;
        for (int i = 0; upperBound / step > Math.max(1, maxSteps); i++) {
            step *= i % 3 == 1 ? 2.5 : 2;
        }
        long wholeBelow = upperBound >= 10_000 ? 1_000 : 10_000;
        setTickUnit(new NumberTickUnit(step, new CountFormat(number -> Counts.brief(number, wholeBelow))));
        setRange(0, upperBound);
        setTickLabelFont(look.smallFont());
        setTickLabelPaint(look.mutedText());
        setLabelFont(look.smallFont());
        setLabelPaint(look.mutedText());
        setAxisLineVisible(false);
        setTickMarksVisible(false);
    }
}
