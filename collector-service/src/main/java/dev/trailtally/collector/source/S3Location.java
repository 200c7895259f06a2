package dev.trailtally.collector.source;

/**
 * A place in S3.
 *
 * @param key of an object, or the prefix of many; may be empty
 */
public record S3Location(String bucket, String key) {

    private static final String SCHEME = "s3://";

    public S3Location {
        if (bucket.isEmpty() || bucket.contains("/")) {
            throw new IllegalArgumentException("not a bucket name: " + bucket);
        }
    }

    /** The parts of "s3://bucket/key". Such URIs contain keys as they are, without escapes. */
    public static S3Location parse(String uri) {
        if (!uri.startsWith(SCHEME)) {
            throw new IllegalArgumentException("not an s3:// URI: " + uri);
        }
        var slash = uri.indexOf('/', SCHEME.length());
        return slash < 0
                ? new S3Location(uri.substring(SCHEME.length()), "")
                : new S3Location(uri.substring(SCHEME.length(), slash), uri.substring(slash + 1));
    }

    String uri() {
        return SCHEME + bucket + "/" + key;
    }
}
