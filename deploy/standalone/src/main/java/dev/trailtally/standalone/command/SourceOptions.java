package dev.trailtally.standalone.command;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to collect, as options. */
final class SourceOptions {

    private static final Pattern S3_URI = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{2,62})(?:/(.*))?");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--logs",
            paramLabel = "<folder>",
            description = "Log files: a folder, with all its subfolders, or one file. Without it, and without --s3, a"
                    + " small sample is used.")
    @Nullable
    Path logs;

    @Option(
            names = "--s3",
            paramLabel = "s3://<bucket>[/<prefix>]",
            description = "Log files in Amazon S3, read with the AWS credentials of your environment.")
    @Nullable
    String s3;

    @Option(
            names = "--s3-region",
            paramLabel = "<region>",
            description = "Region of the bucket. Default: that of your AWS configuration.")
    @Nullable
    String s3Region;

    @Option(
            names = "--account",
            paramLabel = "<id>",
            split = ",",
            description = "Only these accounts, twelve digits each; repeat it or use commas.")
    List<String> accounts = List.of();

    @Option(
            names = "--region",
            paramLabel = "<region>",
            split = ",",
            description = "Collect only events of these regions; repeat it or use commas.")
    List<String> regions = List.of();

    @Option(
            names = "--start",
            paramLabel = "<time>",
            converter = TimeConverter.class,
            description =
                    "Collect only events at or after a UTC day (2024-05-06) or an instant" + " (2024-05-06T09:30:00Z).")
    @Nullable
    Instant start;

    @Option(
            names = "--end",
            paramLabel = "<time>",
            converter = TimeConverter.class,
            description = "Collect only events before it; same forms.")
    @Nullable
    Instant end;

    @Option(names = "--keep-raw", description = "Keep the JSON of every event, for ListEvents.")
    boolean keepRaw;

    /** Whether the user named something to collect. */
    boolean given() {
        return logs != null || s3 != null;
    }

    /** The folder that the collector has to be allowed to read; null where it needs none. */
    @Nullable
    Path root(Path sample) throws IOException {
        if (logs != null) {
            return existingLogs(logs);
        }
        return s3 == null ? sample : null;
    }

    /** Fails with a message for the user where the options contradict each other or name what is not there. */
    void check() {
        if (logs != null && s3 != null) {
            throw usage("--logs and --s3 exclude each other; collect one after the other with --keep.");
        }
        if (s3 != null && !S3_URI.matcher(s3).matches()) {
            throw usage("--s3 wants s3://<bucket>/<prefix>, got " + s3);
        }
        if (s3 == null && s3Region != null) {
            throw usage("--s3-region goes with --s3.");
        }
        for (var account : accounts) {
            if (!ACCOUNT.matcher(account).matches()) {
                throw usage("--account wants twelve digits, leading zeros included, got " + account);
            }
        }
        if (start != null && end != null && !start.isBefore(end)) {
            throw usage("--start must be before --end.");
        }
        if (logs != null && !Files.isReadable(logs)) {
            throw usage(
                    Files.exists(logs)
                            ? logs + " cannot be read; check its permissions."
                            : "There is no " + logs.toAbsolutePath()
                                    + ". Name the folder with your CloudTrail log files, or leave --logs out for a"
                                    + " sample.");
        }
    }

    CreateScanRequest request(Path sample) throws IOException {
        var request = CreateScanRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setSource(source(sample))
                .addAllAccountIds(accounts)
                .addAllRegions(regions)
                .setKeepRaw(keepRaw);
        if (start != null) {
            request.setStartTime(timestamp(start));
        }
        if (end != null) {
            request.setEndTime(timestamp(end));
        }
        return request.build();
    }

    private Source source(Path sample) throws IOException {
        var root = root(sample);
        if (root != null) {
            return Source.newBuilder()
                    .setFolder(FolderSource.newBuilder().setPath(root.toString()))
                    .build();
        }
        var uri = S3_URI.matcher(String.valueOf(s3));
        if (!uri.matches()) {
            throw usage("--s3 wants s3://<bucket>/<prefix>, got " + s3);
        }
        var source = S3Source.newBuilder().setBucket(uri.group(1));
        if (uri.group(2) != null) {
            source.setPrefix(uri.group(2));
        }
        if (s3Region != null) {
            source.setRegion(s3Region);
        }
        return Source.newBuilder().setS3(source).build();
    }

    private static Path existingLogs(Path logs) throws IOException {
        return logs.toRealPath();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private ParameterException usage(String message) {
        return new ParameterException(commandLine(), message);
    }

    private CommandLine commandLine() {
        return spec.commandLine();
    }
}
