package dev.trailtally.standalone.command;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.Repetition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for repeated scans. */
final class RepetitionOptions {

    private static final Duration MIN_INTERVAL = Duration.ofMinutes(1);
    private static final Duration MAX_INTERVAL = Duration.ofDays(30);
    private static final Duration MIN_LAST_ACCESSED = Duration.ofHours(4); // about the delay of IAM
    private static final Duration MIN_OVERLAP = Duration.ofMinutes(15);
    private static final Duration MAX_OVERLAP = Duration.ofDays(7);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--every",
            paramLabel = "<duration>",
            description = "Repeat the scan at this interval, from one start to the next; 1m to 30d.")
    private @Nullable Duration every;

    @Option(
            names = "--overlap",
            paramLabel = "<duration>",
            description = "How far each repetition of LookupEvents overlaps the previous one, to catch events that are"
                    + " delivered late; an event counts once. Default: 20m.")
    private @Nullable Duration overlap;

    boolean given() {
        return every != null;
    }

    void check(SourceOptions source) {
        if (overlap != null && (every == null || !source.isLookup())) {
            throw new ParameterException(spec.commandLine(), "--overlap needs --every and LookupEvents.");
        }
        if (every != null && !source.given()) {
            throw new ParameterException(
                    spec.commandLine(), "--every needs something to collect: --logs, --s3 or --org.");
        }
        if (every != null && source.hasEnd()) {
            throw new ParameterException(spec.commandLine(), "--every repeats without end; leave out --end.");
        }
        OptionValues.check(spec.commandLine(), "--every", every, MIN_INTERVAL, MAX_INTERVAL);
        OptionValues.check(spec.commandLine(), "--overlap", overlap, MIN_OVERLAP, MAX_OVERLAP);
    }

    void addTo(CreateScanRequest.Builder request) {
        if (every == null) {
            return;
        }
        var repetition = Repetition.newBuilder().setInterval(Durations.fromMillis(every.toMillis()));
        if (overlap != null) {
            repetition.setOverlap(Durations.fromMillis(overlap.toMillis()));
        }
        request.setRepetition(repetition);
    }

    /** For last-accessed data, which has no windows that could overlap. */
    void addToLastAccessed(CreateScanRequest.Builder request) {
        if (every != null) {
            var interval = every.compareTo(MIN_LAST_ACCESSED) < 0 ? MIN_LAST_ACCESSED : every;
            request.setRepetition(Repetition.newBuilder().setInterval(Durations.fromMillis(interval.toMillis())));
        }
    }
}
