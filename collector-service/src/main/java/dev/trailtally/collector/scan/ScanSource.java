package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.collector.source.S3Location;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a scan reads. */
public sealed interface ScanSource {

    /**
     * A folder with its subfolders, or one file.
     *
     * @param path absolute and normalized
     */
    record Folder(Path path) implements ScanSource {
        public Folder {
            if (!path.isAbsolute() || !path.equals(path.normalize())) {
                throw new IllegalArgumentException("path is not absolute and normalized: " + path);
            }
        }
    }

    /**
     * A prefix of a bucket.
     *
     * @param region null means that of the collector's AWS configuration
     */
    record Bucket(S3Location prefix, @Nullable String region) implements ScanSource {
        public Bucket {
            requireNonNull(prefix, "prefix is null");
        }
    }

    /**
     * The LookupEvents API.
     *
     * @param settings with all defaults filled in
     */
    record Lookup(LookupSource settings) implements ScanSource {
        public Lookup {
            requireNonNull(settings, "settings is null");
        }

        /** Whether all management events are requested. */
        public boolean isWhole() {
            return !settings.hasAttribute();
        }

        /** The column lookup. */
        public String json() {
            return print(settings);
        }
    }

    /**
     * IAM's last-accessed data.
     *
     * @param settings with all defaults filled in
     */
    record LastAccessed(LastAccessedSource settings) implements ScanSource {

        /** The region of an account's unit: IAM is one service for all regions. */
        public static final String REGION = "global";

        /** Instead of it: the reports of the organization, requested by the caller's account. */
        public static final String ORGANIZATION = "organization";

        public LastAccessed {
            requireNonNull(settings, "settings is null");
        }

        /** The column last_accessed. */
        public String json() {
            return print(settings);
        }
    }

    /** The column source_kind. */
    default String kind() {
        return switch (this) {
            case Folder folder -> "folder";
            case Bucket bucket -> "s3";
            case Lookup lookup -> "lookup";
            case LastAccessed lastAccessed -> "last_accessed";
        };
    }

    /** The column source_location. */
    default String location() {
        return switch (this) {
            case Folder folder -> folder.path().toString();
            case Bucket bucket ->
                bucket.prefix().bucket() + "/" + bucket.prefix().key();
            case Lookup lookup -> accounts(lookup.settings().hasOrganization());
            case LastAccessed lastAccessed -> accounts(lastAccessed.settings().hasOrganization());
        };
    }

    private static String accounts(boolean organization) {
        return organization ? "organization" : "accounts";
    }

    /** The column source_region. */
    default @Nullable String region() {
        return switch (this) {
            case Bucket bucket -> bucket.region();
            case Folder folder -> null;
            case Lookup lookup -> null;
            case LastAccessed lastAccessed -> null;
        };
    }

    static ScanSource of(ResultSet row) throws SQLException {
        var location = row.getString("source_location");
        return switch (row.getString("source_kind")) {
            case "folder" -> new Folder(Path.of(location));
            case "s3" -> new Bucket(S3Location.parse("s3://" + location), row.getString("source_region"));
            case "lookup" -> new Lookup(lookup(row.getString("lookup")));
            case "last_accessed" -> new LastAccessed(lastAccessed(row.getString("last_accessed")));
            case String kind -> throw new IllegalArgumentException("unknown kind of source: " + kind);
        };
    }

    /** What the column lookup says. */
    static LookupSource lookup(String json) {
        var settings = LookupSource.newBuilder();
        merge(json, settings);
        return settings.build();
    }

    /** What the column last_accessed says. */
    static LastAccessedSource lastAccessed(String json) {
        var settings = LastAccessedSource.newBuilder();
        merge(json, settings);
        return settings.build();
    }

    private static void merge(String json, Message.Builder settings) {
        try {
            // A newer collector may know more.
            JsonFormat.parser().ignoringUnknownFields().merge(json, settings);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "a column of scan is no " + settings.getDescriptorForType().getName(), e);
        }
    }

    private static String print(Message settings) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(settings);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a source holds no message of unknown type", e);
        }
    }
}
