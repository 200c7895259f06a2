package dev.trailtally.collector.source;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.aws.AwsError;
import java.io.InputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** A prefix of a bucket. */
public final class S3LogSource implements LogSource {

    private final S3Client s3;
    private final S3Location location;
    private final int parallelism;

    /**
     * One prefix of a bucket.
     *
     * @param parallelism the most listing requests at once
     */
    public S3LogSource(S3Client s3, S3Location location, int parallelism) {
        this.s3 = requireNonNull(s3, "s3 is null");
        this.location = requireNonNull(location, "location is null");
        this.parallelism = parallelism;
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1: " + parallelism);
        }
    }

    @Override
    public void list(ListingScope scope, Listing listing) throws InterruptedException {
        new S3Listing(s3, location, scope, listing).run(parallelism);
    }

    @Override
    public InputStream open(String uri, String version) throws SourceException {
        var object = S3Location.parse(uri);
        try {
            return new S3ObjectStream(s3.getObject(
                    request -> request.bucket(object.bucket()).key(object.key()).ifMatch("\"" + etag(version) + "\"")));
        } catch (SdkException e) {
            var error = AwsError.of(e);
            throw new SourceException(error.code(), error.explanation(), NextStep.afterOpening(error, uri), e);
        }
    }

    private static String etag(String version) {
        return version.substring(0, version.lastIndexOf(':'));
    }
}
