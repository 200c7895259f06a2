package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.Counts;
import java.awt.BasicStroke;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnitSource;
import org.jfree.chart.axis.TickUnits;

/** An axis of whole numbers from 0 on. */
final class CountAxis extends NumberAxis {

    static final BasicStroke LINE = new BasicStroke(1f);

    CountAxis(Look look) {
        setAutoRangeIncludesZero(true);
        setStandardTickUnits(units());
        setTickLabelFont(look.smallFont());
        setTickLabelPaint(look.mutedText());
        setLabelFont(look.smallFont());
        setLabelPaint(look.mutedText());
        setAxisLineVisible(false);
        setTickMarksVisible(false);
        setLowerMargin(0);
    }

    // 1, 2, 5, 10 … up to the largest count there can be.
    private static TickUnitSource units() {
        var units = new TickUnits();
        var format = new BriefFormat();
        for (double decade = 1; decade < 1e19; decade *= 10) {
            for (int step : new int[] {1, 2, 5}) {
                units.add(new NumberTickUnit(decade * step, format));
            }
        }
        return units;
    }

    private static final class BriefFormat extends NumberFormat {

        @Override
        public StringBuffer format(double number, StringBuffer text, FieldPosition position) {
            return text.append(Counts.brief(number));
        }

        @Override
        public StringBuffer format(long number, StringBuffer text, FieldPosition position) {
            return text.append(Counts.brief(number));
        }

        @Override
        public Number parse(String text, ParsePosition position) {
            throw new UnsupportedOperationException("counts are only written");
        }
    }
}
