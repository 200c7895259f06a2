package dev.trailtally.simulator.s3;

import dev.trailtally.simulator.credential.AwsApi;
import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.event.LateDelivery;
import dev.trailtally.simulator.http.Reply;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/** S3, as far as a trail's bucket is read: ListObjectsV2, GetObject and HeadObject, path style. */
public final class S3Api implements AwsApi {

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Organization organization;
    private final String bucket;
    private final LateDelivery late;
    private final Duration period;
    private final double resent;
    private final InstantSource clock;
    private volatile NavigableMap<String, LogObject> objects = Collections.emptyNavigableMap();

    /** @param resent share of files whose events come again */
    public S3Api(
            Organization organization,
            String bucket,
            LateDelivery late,
            Duration period,
            double resent,
            InstantSource clock) {
        this.organization = organization;
        this.bucket = bucket;
        this.late = late;
        this.period = period;
        this.resent = resent;
        this.clock = clock;
    }

    @Override
    public Reply answer(SignedRequest request) {
        var path = request.request().decodedPath().substring(1);
        var slash = path.indexOf('/');
        var named = slash < 0 ? path : path.substring(0, slash);
        var key = slash < 0 ? "" : path.substring(slash + 1);
        if (!named.equals(bucket)) {
            throw new AwsException(404, "NoSuchBucket", "The specified bucket does not exist");
        }
        var parameters = request.request().queryParameters();
        if (!READING.contains(request.request().method())
                || (key.isEmpty() && !parameters.getOrDefault("list-type", "").equals("2"))) {
            throw Refusals.unknownOperation(Protocol.S3, request.request().method() + " " + path);
        }
        if (key.isEmpty()) {
            var listing = new ObjectListing(bucket, objects(), clock.instant());
            return Protocol.S3.answer(listing.answer(parameters), request.id());
        }
        return object(key, request);
    }

    private Reply object(String key, SignedRequest request) {
        var object = objects().get(key);
        if (object == null || object.deliveredAt().isAfter(clock.instant())) {
            throw new AwsException(404, "NoSuchKey", "The specified key does not exist.");
        }
        var content = object.content();
        var etag = object.facts().etag();
        if (request.request()
                .header("if-match")
                .filter(wanted -> !wanted.equals(etag))
                .isPresent()) {
            throw new AwsException(
                    412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        }
        var modified =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(object.deliveredAt().atOffset(ZoneOffset.UTC));
        var headers = Map.of(
                "Content-Type",
                "application/json",
                "Content-Encoding",
                "gzip",
                "ETag",
                etag,
                "Last-Modified",
                modified,
                "x-amz-request-id",
                request.id());
        return new Reply.Response(200, headers, content);
    }

    /** Made on first request: a simulator whose bucket is never read need not sort its events into files. */
    private NavigableMap<String, LogObject> objects() {
        if (objects.isEmpty()) {
            synchronized (this) {
                if (objects.isEmpty()) {
                    objects = LogObjects.of(organization, late, period, resent);
                }
            }
        }
        return objects;
    }
}
