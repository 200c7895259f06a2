package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.Counts;
import java.awt.BasicStroke;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
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
        setTickUnit(new NumberTickUnit(step, new BriefFormat(upperBound >= 10_000 ? 1_000 : 10_000)));
        setRange(0, upperBound);
        setTickLabelFont(look.smallFont());
        setTickLabelPaint(look.mutedText());
        setLabelFont(look.smallFont());
        setLabelPaint(look.mutedText());
        setAxisLineVisible(false);
        setTickMarksVisible(false);
    }

    private static final class BriefFormat extends NumberFormat {

        private final long wholeBelow;

        private BriefFormat(long wholeBelow) {
            this.wholeBelow = wholeBelow;
        }

        @Override
        public StringBuffer format(double number, StringBuffer text, FieldPosition position) {
            return text.append(Counts.brief(number, wholeBelow));
        }

        @Override
        public StringBuffer format(long number, StringBuffer text, FieldPosition position) {
            return format((double) number, text, position);
        }

        @Override
        public Number parse(String text, ParsePosition position) {
            throw new UnsupportedOperationException("counts are only written");
        }
    }
}
