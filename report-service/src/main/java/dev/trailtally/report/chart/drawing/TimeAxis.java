package dev.trailtally.report.chart.drawing;

import java.text.DateFormat;
import java.text.SimpleDateFormat;
import java.time.ZoneId;
import java.util.Locale;
import java.util.TimeZone;
import org.jfree.chart.axis.DateAxis;
import org.jfree.chart.axis.DateTickUnit;
import org.jfree.chart.axis.DateTickUnitType;
import org.jfree.chart.axis.TickUnitSource;
import org.jfree.chart.axis.TickUnits;

/** An axis of hours, days, months or years of a time zone. */
final class TimeAxis extends DateAxis {

    TimeAxis(ZoneId zone, boolean hours, Look look) {
        super(null, TimeZone.getTimeZone(zone), Locale.ENGLISH);
        setStandardTickUnits(units(TimeZone.getTimeZone(zone), hours));
        setTickLabelFont(look.smallFont());
        setTickLabelPaint(look.mutedText());
        setAxisLinePaint(look.mutedText());
        setTickMarkPaint(look.mutedText());
        setLowerMargin(0);
        setUpperMargin(0);
    }

    private static TickUnitSource units(TimeZone zone, boolean withHours) {
        var units = new TickUnits();
        for (int hours : withHours ? new int[] {1, 2, 3, 6, 12} : new int[0]) {
            units.add(new DateTickUnit(DateTickUnitType.HOUR, hours, format("d MMM HH:mm", zone)));
        }
        for (int days : new int[] {1, 2, 5, 10}) {
            units.add(new DateTickUnit(DateTickUnitType.DAY, days, format("d MMM yyyy", zone)));
        }
        for (int months : new int[] {1, 2, 3, 6}) {
            units.add(new DateTickUnit(DateTickUnitType.MONTH, months, format("MMM yyyy", zone)));
        }
        for (int years : new int[] {1, 2, 5, 10}) {
            units.add(new DateTickUnit(DateTickUnitType.YEAR, years, format("yyyy", zone)));
        }
        return units;
    }

    private static DateFormat format(String pattern, TimeZone zone) {
        var format = new SimpleDateFormat(pattern, Locale.ENGLISH);
        format.setTimeZone(zone);
        return format;
    }
}
