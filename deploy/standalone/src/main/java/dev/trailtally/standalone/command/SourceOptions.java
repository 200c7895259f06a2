package dev.trailtally.standalone.command;

import dev.trailtally.collector.account.CallerCheck;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for what to collect: log files or LookupEvents, and the filters. */
final class SourceOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup(validate = false, heading = "%nLog files:%n")
    private LogOptions logs = new LogOptions();

    @ArgGroup(
            validate = false,
            heading = "%nLookupEvents, which needs no trail (AWS credentials, AWS_PROFILE and AWS_ENDPOINT_URL… as in"
                    + " the AWS CLI):%n")
    private LookupOptions lookup = new LookupOptions();

    @ArgGroup(validate = false, heading = "%nFilters:%n")
    private FilterOptions filter = new FilterOptions();

    /** Whether the user named something to collect. */
    boolean given() {
        return logs.given() || lookup.given();
    }

    /** Whether the user gave any of these options. */
    boolean anyGiven() {
        return given() || logs.s3Region != null || logs.beforeHorizon || filter.given();
    }

    /** Whether only events before a time are requested. */
    boolean hasEnd() {
        return filter.end != null;
    }

    /** Whether to ask LookupEvents. */
    boolean isLookup() {
        return lookup.given();
    }

    /** The role that is assumed if the user names none. */
    @Nullable
    String usualRole() {
        return isLookup() ? lookup.accounts.usualRole() : null;
    }

    /** The accounts that the user named. */
    List<String> accountIds() {
        var values = new ArrayList<>(lookup.accounts.accounts);
        values.addAll(filter.accounts);
        return AccountIds.read(commandLine(), "--accounts", values);
    }

    /** The folder that the collector must be allowed to read; null if it needs none. */
    @Nullable
    Path root(Path sample) throws IOException {
        return isLookup() ? null : logs.root(sample);
    }

    /** Fails with a message for the user if the options contradict each other or name something that does not exist. */
    void check(Clock clock) {
        logs.check(commandLine());
        filter.check(commandLine());
        if (logs.given() && lookup.given()) {
            throw new ParameterException(
                    commandLine(),
                    "--logs and --s3 read log files; --org, --ou, --accounts, --caller and their options ask LookupEvents:"
                            + " collect one after the other with --keep (for log files, --account selects accounts).");
        }
        if (lookup.given()) {
            lookup.check(commandLine(), filter.accounts);
            filter.checkHistory(commandLine(), clock);
        }
    }

    /**
     * Checks the credentials that collecting needs, if any.
     *
     * @throws SourceException if there are none, or AWS does not accept them
     */
    void checkCaller() throws SourceException {
        if (isLookup()) {
            CallerCheck.identify();
        } else if (logs.s3 != null) {
            CallerCheck.resolve();
        }
    }

    CreateScanRequest.Builder request(Path sample) throws IOException {
        var request = Collecting.request(source(sample))
                .setAllowBeforeHorizon(logs.beforeHorizon)
                .addAllAccountIds(accountIds());
        filter.addTo(request);
        return request;
    }

    /** Last-accessed data of the accounts in which LookupEvents is asked. */
    CreateScanRequest.Builder lastAccessedRequest() {
        var source = lookup.accounts.lastAccessed(commandLine());
        new EntityOptions().addTo(source, true);
        return Collecting.request(Source.newBuilder().setLastAccessed(source)).addAllAccountIds(accountIds());
    }

    private Source.Builder source(Path sample) throws IOException {
        return isLookup() ? lookup.source(commandLine()) : logs.source(sample);
    }

    private CommandLine commandLine() {
        return spec.commandLine();
    }
}
