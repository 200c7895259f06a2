package dev.trailtally.benchmarks.logs;

import dev.trailtally.benchmarks.logs.Truth.AccountTruth;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Counts the events of one cell; all of one account. */
final class TruthCount {

    private final Cell cell;
    private final Map<Outcome, Long> outcomes = new HashMap<>();
    private long events;
    private long failed;
    private long resent;
    private long files;
    private long bytes;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    TruthCount(Cell cell) {
        this.cell = cell;
    }

    private record Outcome(Action action, String errorCode) {}

    void counted(Call call) {
        events++;
        failed += call.failed() ? 1 : 0;
        first = Math.min(first, call.epochSecond());
        last = Math.max(last, call.epochSecond());
        outcomes.merge(new Outcome(call.action(), call.errorCode()), 1L, Long::sum);
    }

    void duplicated(long count) {
        resent += count;
    }

    void saved(long size) {
        files++;
        bytes += size;
    }

    Truth truth(long bytesRaw) {
        var counts = new HashMap<String, Long>();
        outcomes.forEach((outcome, count) -> counts.put(
                Truth.key(outcome.action.eventSource(), outcome.action.eventName(), outcome.errorCode), count));
        var account = new AccountTruth(
                events,
                failed,
                Instant.ofEpochSecond(first).toString(),
                Instant.ofEpochSecond(last).toString(),
                counts);
        return new Truth(
                events + resent,
                events,
                files,
                bytesRaw,
                bytes,
                Map.of(cell.account().id(), account));
    }
}
