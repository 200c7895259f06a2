package dev.trailtally.benchmarks.reports;

import com.google.protobuf.Message;
import dev.trailtally.benchmarks.run.Median;
import dev.trailtally.report.v1.StreamTotals;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How long a stream of all accounts took, read as fast as it arrived; medians of its rounds.
 *
 * @param accounts answered
 * @param events that the totals count
 * @param messages with the totals
 * @param bytes of all messages
 * @param first milliseconds from the call to the first message
 * @param last milliseconds from the call to the end
 */
record StreamTime(String call, long accounts, long events, long messages, long bytes, double first, double last) {

    static <T extends Message> StreamTime of(
            String call, int rounds, Supplier<Iterator<T>> stream, Function<T, StreamTotals> totals) {
        var times = new ArrayList<StreamTime>();
        for (var round = 0; round < rounds; round++) {
            times.add(once(call, stream, totals));
        }
        var any = times.getFirst();
        if (times.stream().anyMatch(time -> time.accounts != any.accounts || time.events != any.events)) {
            throw new IllegalStateException(call + " counted differently in different rounds: " + times);
        }
        return new StreamTime(
                call,
                any.accounts,
                any.events,
                any.messages,
                any.bytes,
                median(times, StreamTime::first),
                median(times, StreamTime::last));
    }

    private static <T extends Message> StreamTime once(
            String call, Supplier<Iterator<T>> stream, Function<T, StreamTotals> totals) {
        var begun = System.nanoTime();
        var messages = stream.get();
        var message = messages.next();
        var first = (System.nanoTime() - begun) / 1e6;
        var count = 1L;
        long bytes = message.getSerializedSize();
        while (messages.hasNext()) {
            message = messages.next();
            count++;
            bytes += message.getSerializedSize();
        }
        var last = (System.nanoTime() - begun) / 1e6;
        var end = totals.apply(message);
        if (end.getFailedCount() > 0) {
            throw new IllegalStateException(
                    "%s: %d accounts could not be answered".formatted(call, end.getFailedCount()));
        }
        return new StreamTime(call, end.getAnsweredCount(), end.getEventCount(), count, bytes, first, last);
    }

    private static double median(List<StreamTime> times, Function<StreamTime, Double> part) {
        return Median.of(times.stream().map(part).toList());
    }
}
