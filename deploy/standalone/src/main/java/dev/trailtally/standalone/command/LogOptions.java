package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.rpc.OptionalFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which log files to collect, as options. */
final class LogOptions {

    private static final Pattern S3_URI = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{2,62})(?:/(.*))?");

    @Option(
            names = "--logs",
            paramLabel = "<folder>",
            description = "Log files: a folder, with all its subfolders, or one file. Without a source, a small"
                    + " sample is used.")
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
            names = "--allow-before-horizon",
            description = "With --s3: read all objects of the period, also those of which the database no longer knows"
                    + " whether they were read. Their events still count once. Default: such a scan is refused.")
    boolean beforeHorizon;

    boolean given() {
        return logs != null || s3 != null;
    }

    void check(CommandLine line) {
        if (logs != null && s3 != null) {
            throw new ParameterException(
                    line, "--logs and --s3 exclude each other; collect one after the other with --keep.");
        }
        if (s3 != null && !S3_URI.matcher(s3).matches()) {
            throw new ParameterException(line, "--s3 takes s3://<bucket>/<prefix>, got " + s3);
        }
        if (s3 == null && s3Region != null) {
            throw new ParameterException(line, "--s3-region needs --s3.");
        }
        if (s3 == null && beforeHorizon) {
            throw new ParameterException(line, "--allow-before-horizon needs --s3.");
        }
        if (logs != null && !Files.isReadable(logs)) {
            throw new ParameterException(line, unreadable(logs));
        }
    }

    private static String unreadable(Path logs) {
        if (Files.exists(logs)) {
            return logs + " cannot be read; check its permissions.";
        }
        if (Files.isSymbolicLink(logs)) {
            return logs
                    + " is a link to something that does not exist; name the folder with your CloudTrail log files.";
        }
        return logs.toAbsolutePath()
                + " does not exist. Name the folder with your CloudTrail log files, or leave out --logs to use a sample.";
    }

    /** The folder that the collector must be allowed to read; null if it needs none. */
    @Nullable
    Path root(Path sample) throws IOException {
        if (logs != null) {
            return logs.toRealPath();
        }
        return s3 == null ? sample : null;
    }

    Source.Builder source(Path sample) throws IOException {
        var root = root(sample);
        if (root != null) {
            return Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(root.toString()));
        }
        var uri = S3_URI.matcher(String.valueOf(s3));
        if (!uri.matches()) {
            throw new IllegalStateException("not checked: --s3 " + s3);
        }
        var source = S3Source.newBuilder().setBucket(uri.group(1));
        OptionalFields.set(uri.group(2), source::setPrefix);
        OptionalFields.set(s3Region, source::setRegion);
        return Source.newBuilder().setS3(source);
    }
}
