package dev.trailtally.report.chart.drawing;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.function.DoubleFunction;

/** Labels of an axis, which are only written. */
@SuppressWarnings("serial") // JFreeChart's charts are drawn and forgotten
final class CountFormat extends NumberFormat {

    private final DoubleFunction<String> label;

    CountFormat(DoubleFunction<String> label) {
        this.label = label;
    }

    @Override
    public StringBuffer format(double number, StringBuffer text, FieldPosition position) {
        return text.append(label.apply(number));
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
