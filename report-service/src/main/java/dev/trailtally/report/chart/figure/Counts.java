package dev.trailtally.report.chart.figure;

import java.util.Locale;

/** Numbers as people read them. */
public final class Counts {

    private Counts() {}

    /** Such as "1,234,567". */
    public static String text(long count) {
        return String.format(Locale.ENGLISH, "%,d", count);
    }

    /** Such as "1,234 events", or "1 event". */
    public static String of(long count, String noun) {
        return text(count) + " " + (count == 1 ? noun : plural(noun));
    }

    private static String plural(String noun) {
        return noun.endsWith("s") ? noun + "es" : noun + "s";
    }

    /** In at most five characters, such as "1,234", "12.3k" or "4.6M". */
    public static String brief(double count) {
        return brief(count, 10_000);
    }

    /** The same, without a unit below a number of at least 1,000. */
    public static String brief(double count, long wholeBelow) {
        if (count < wholeBelow) {
            return text(Math.round(count));
        }
        double value = count;
        int unit = -1;
        do {
            value /= 1_000;
            unit++;
        } while (value >= 999.5 && unit < 5);
        var digits = String.format(Locale.ENGLISH, value < 99.95 ? "%.1f" : "%.0f", value);
        return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + "kMGTPE".charAt(unit);
    }
}
