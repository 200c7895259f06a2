package dev.trailtally.report.interval;

import dev.trailtally.report.v1.Partition;
import dev.trailtally.rpc.RpcErrors;
import java.time.LocalDate;
import java.time.YearMonth;

/** The field "partition" of a request: a UTC year, month or day. */
public final class Partitions {

    private Partitions() {}

    public static AskedInterval interval(Partition partition) {
        int year = within("partition.year", partition.getYear(), 2000, 2099);
        if (partition.getMonth() == 0) {
            if (partition.getDay() != 0) {
                throw RpcErrors.invalidArgument("partition.month", "0; a day needs a month, 1 to 12");
            }
            return interval(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1));
        }
        var month = YearMonth.of(year, within("partition.month", partition.getMonth(), 1, 12));
        if (partition.getDay() == 0) {
            return interval(month.atDay(1), month.plusMonths(1).atDay(1));
        }
        var day = month.atDay(within("partition.day", partition.getDay(), 1, month.lengthOfMonth()));
        return interval(day, day.plusDays(1));
    }

    private static int within(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw RpcErrors.invalidArgument(field, "%d; %d to %d are allowed".formatted(value, min, max));
        }
        return value;
    }

    private static AskedInterval interval(LocalDate firstDay, LocalDate endDay) {
        return new AskedInterval(Span.startOf(firstDay), Span.startOf(endDay));
    }
}
