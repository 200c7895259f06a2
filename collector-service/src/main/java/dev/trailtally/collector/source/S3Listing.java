package dev.trailtally.collector.source;

import dev.trailtally.collector.aws.AwsError;
import dev.trailtally.collector.source.S3Layout.Step;
import dev.trailtally.server.trace.WorkScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One listing of a prefix: a stack of prefixes, processed by a few threads. Depth first, so that the stack stays as
 * small as the folders on one path.
 */
final class S3Listing {

    private static final int MAX_PROBE_DEPTH = 4;
    private static final int MAX_PROBES = 500;

    private final S3Client s3;
    private final S3Location location;
    private final ListingScope scope;
    private final Listing listing;
    private final AtomicInteger probes = new AtomicInteger();
    private final ReentrantLock listingLock = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Prefix> open = new ArrayDeque<>();
    private int working;
    private @Nullable Throwable fatal;

    S3Listing(S3Client s3, S3Location location, ListingScope scope, Listing listing) {
        this.s3 = s3;
        this.location = location;
        this.scope = scope;
        this.listing = listing;
    }

    void run(int parallelism) throws InterruptedException {
        open.push(new Prefix(location.key(), S3Layout.step(location.key(), scope), 0));
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < parallelism; i++) {
                workers.execute(WorkScope.continued(this::work));
            }
            awaitEnd();
            workers.shutdownNow();
        }
        rethrowFatal();
    }

    private void awaitEnd() {
        lock.lock();
        try {
            while (fatal == null && (working > 0 || !open.isEmpty())) {
                changed.await();
            }
        } catch (InterruptedException e) {
            fatal = e;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void rethrowFatal() throws InterruptedException {
        switch (fatal) {
            case null -> {}
            case InterruptedException interruption -> throw interruption;
            case RuntimeException failure -> throw failure;
            default -> throw new IllegalStateException("listing " + location.uri() + " failed", fatal);
        }
    }

    private void work() {
        for (var prefix = take(); prefix != null; prefix = take()) {
            Throwable failure = null;
            try {
                list(prefix);
            } catch (InterruptedException | RuntimeException | Error e) {
                failure = e; // run throws it again
            }
            done(failure);
        }
    }

    private @Nullable Prefix take() {
        lock.lock();
        try {
            while (open.isEmpty() && working > 0 && fatal == null) {
                changed.awaitUninterruptibly(); // the failure that ends the listing signals, too
            }
            if (open.isEmpty() || fatal != null) {
                return null;
            }
            working++;
            return open.pop();
        } finally {
            lock.unlock();
        }
    }

    private void done(@Nullable Throwable failure) {
        lock.lock();
        try {
            working--;
            if (fatal == null) {
                fatal = failure;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void list(Prefix prefix) throws InterruptedException {
        var uri = new S3Location(location.bucket(), prefix.key()).uri();
        try {
            switch (prefix.step()) {
                case SKIP -> {}
                case FLAT -> pages(prefix, null);
                case DESCEND -> pages(prefix, "/");
                case PROBE -> probe(prefix);
            }
        } catch (SourceException e) {
            fail(uri, e);
        } catch (SdkException e) {
            if (e instanceof AbortedException || Thread.interrupted()) {
                throw new InterruptedException();
            }
            var error = AwsError.of(e);
            fail(uri, new SourceException(error.code(), error.explanation(), NextStep.afterListing(error, uri), e));
        }
    }

    private void probe(Prefix prefix) throws SourceException, InterruptedException {
        if (prefix.depth() >= MAX_PROBE_DEPTH || probes.incrementAndGet() > MAX_PROBES) {
            pages(prefix, null);
            return;
        }
        var first = fetch(prefix.key(), "/", null);
        if (Boolean.TRUE.equals(first.isTruncated())) {
            pages(prefix, null); // more than a page of folders or keys: no place where trails begin
        } else {
            deliver(first.contents());
            descend(prefix, first);
        }
    }

    private void pages(Prefix prefix, @Nullable String delimiter) throws SourceException, InterruptedException {
        var tokens = new PageTokens("s3:ListObjectsV2");
        String token = null;
        do {
            var response = fetch(prefix.key(), delimiter, token);
            deliver(response.contents());
            descend(prefix, response);
            token = Boolean.TRUE.equals(response.isTruncated()) ? tokens.next(response.nextContinuationToken()) : null;
        } while (token != null);
    }

    private ListObjectsV2Response fetch(String prefix, @Nullable String delimiter, @Nullable String token) {
        return s3.listObjectsV2(request -> request.bucket(location.bucket())
                .prefix(prefix)
                .delimiter(delimiter)
                .continuationToken(token)
                .maxKeys(Listing.MAX_PAGE));
    }

    private void descend(Prefix prefix, ListObjectsV2Response response) {
        lock.lock();
        try {
            // Pushed last to first, so that they are worked off in their order.
            for (var folder : response.commonPrefixes().reversed()) {
                var step = S3Layout.step(folder.prefix(), scope);
                if (step != Step.SKIP) {
                    open.push(new Prefix(folder.prefix(), step, prefix.depth() + 1));
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void deliver(List<S3Object> contents) throws InterruptedException {
        var page = new ArrayList<ListedObject>(contents.size());
        for (var object : contents) {
            var uri = new S3Location(location.bucket(), object.key()).uri();
            // A console's "create folder" leaves an empty object behind.
            var folderMark = object.size() == 0 && object.key().endsWith("/");
            if (!folderMark && scope.admits(ObjectKey.parse(uri))) {
                var version = version(object.eTag(), object.size());
                page.add(new ListedObject(uri, version, object.size(), object.lastModified()));
            }
        }
        if (page.isEmpty()) {
            return;
        }
        listingLock.lockInterruptibly();
        try {
            listing.page(page);
        } finally {
            listingLock.unlock();
        }
    }

    private void fail(String uri, SourceException failure) throws InterruptedException {
        listingLock.lockInterruptibly();
        try {
            listing.failure(uri, failure);
        } finally {
            listingLock.unlock();
        }
    }

    private record Prefix(String key, Step step, int depth) {}

    static String version(String etag, long byteCount) {
        return etag.replace("\"", "") + ":" + byteCount;
    }
}
