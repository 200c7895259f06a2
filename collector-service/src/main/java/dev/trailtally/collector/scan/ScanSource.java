package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.source.S3Location;
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

    /** The column source_kind. */
    default String kind() {
        return switch (this) {
            case Folder folder -> "folder";
            case Bucket bucket -> "s3";
        };
    }

    /** The column source_location. */
    default String location() {
        return switch (this) {
            case Folder folder -> folder.path().toString();
            case Bucket bucket ->
                bucket.prefix().bucket() + "/" + bucket.prefix().key();
        };
    }

    /** The column source_region. */
    default @Nullable String region() {
        return switch (this) {
            case Folder folder -> null;
            case Bucket bucket -> bucket.region();
        };
    }

    static ScanSource of(String kind, String location, @Nullable String region) {
        return switch (kind) {
            case "folder" -> new Folder(Path.of(location));
            case "s3" -> new Bucket(S3Location.parse("s3://" + location), region);
            default -> throw new IllegalArgumentException("unknown kind of source: " + kind);
        };
    }
}
