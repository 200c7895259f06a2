package dev.trailtally.standalone.command;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.rpc.OptionalFields;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that filter a source. */
final class FilterOptions {

    private static final int MAX_HOURS = 24 * 366 * 100;

    @Option(
            names = "--account",
            paramLabel = "<id,…>",
            description =
                    "Only these accounts, 12 digits each; repeat the option or use commas. For LookupEvents the same as"
                            + " --accounts.")
    List<String> accounts = List.of();

    @Option(
            names = {"--region", "--regions"},
            paramLabel = "<region,…>",
            split = ",",
            description = "Only these regions; repeat the option or use commas.")
    List<String> regions = List.of();

    @Option(names = "--past-hours", paramLabel = "<n>", description = "Only events of the last n hours.")
    @Nullable
    Integer pastHours;

    @Option(
            names = "--start",
            paramLabel = "<time>",
            description =
                    "Only events at or after a UTC day (2024-05-06) or an instant (2024-05-06T09:30:00Z). Default:"
                            + " from the beginning; LookupEvents covers 90 days.")
    @Nullable
    Instant start;

    @Option(names = "--end", paramLabel = "<time>", description = "Only events before this time; same formats.")
    @Nullable
    Instant end;

    @Option(names = "--keep-raw", description = "Keep the JSON of every event, for report events --raw and ListEvents.")
    boolean keepRaw;

    static FilterOptions ofPastHours(int hours) {
        var options = new FilterOptions();
        options.pastHours = hours;
        return options;
    }

    boolean given() {
        return !accounts.isEmpty()
                || !regions.isEmpty()
                || pastHours != null
                || start != null
                || end != null
                || keepRaw;
    }

    void check(CommandLine line) {
        AccountIds.read(line, "--account", accounts);
        if (pastHours != null && (pastHours < 1 || pastHours > MAX_HOURS)) {
            throw new ParameterException(line, "--past-hours must be 1 or more, got " + pastHours);
        }
        if (pastHours != null && (start != null || end != null)) {
            throw new ParameterException(line, "--past-hours ends now; leave out --start and --end.");
        }
        if (start != null && end != null && !start.isBefore(end)) {
            throw new ParameterException(line, "--start must be before --end.");
        }
    }

    /** Fails with a message for the user if LookupEvents does not cover the period. */
    void checkHistory(CommandLine line, Clock clock) {
        LookupHistory.check(line, start, end, clock);
    }

    void addTo(CreateScanRequest.Builder request) {
        request.addAllRegions(regions).setKeepRaw(keepRaw);
        if (pastHours != null) {
            request.setLookback(Durations.fromHours(pastHours));
        }
        OptionalFields.setTime(start, request::setStartTime);
        OptionalFields.setTime(end, request::setEndTime);
    }
}
