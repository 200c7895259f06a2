package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.collector.source.S3Location;
import dev.trailtally.collector.v1.LookupSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a scan reads. */
sealed interface ScanSource {

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

        /** Whether all management events are asked for. */
        boolean isWhole() {
            return !settings.hasAttribute();
        }

        private String accounts() {
            return settings.hasOrganization() ? "organization" : "accounts";
        }

        /** The column lookup. */
        String json() {
            try {
                return JsonFormat.printer().omittingInsignificantWhitespace().print(settings);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("a LookupSource holds no message of unknown type", e);
            }
        }
    }

    /** The column source_kind. */
    default String kind() {
        return switch (this) {
            case Folder folder -> "folder";
            case Bucket bucket -> "s3";
            case Lookup lookup -> "lookup";
        };
    }

    /** The column source_location. */
    default String location() {
        return switch (this) {
            case Folder folder -> folder.path().toString();
            case Bucket bucket ->
                bucket.prefix().bucket() + "/" + bucket.prefix().key();
            case Lookup lookup -> lookup.accounts();
        };
    }

    /** The column source_region. */
    default @Nullable String region() {
        return switch (this) {
            case Folder folder -> null;
            case Bucket bucket -> bucket.region();
            case Lookup lookup -> null;
        };
    }

    static ScanSource of(String kind, String location, @Nullable String region, @Nullable String lookup) {
        return switch (kind) {
            case "folder" -> new Folder(Path.of(location));
            case "s3" -> new Bucket(S3Location.parse("s3://" + location), region);
            case "lookup" -> new Lookup(lookup(requireNonNull(lookup, "lookup is null")));
            default -> throw new IllegalArgumentException("unknown kind of source: " + kind);
        };
    }

    /** What the column lookup says. */
    static LookupSource lookup(String json) {
        var settings = LookupSource.newBuilder();
        try {
            // A newer collector may know more.
            JsonFormat.parser().ignoringUnknownFields().merge(json, settings);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("column scan.lookup is no LookupSource", e);
        }
        return settings.build();
    }
}
