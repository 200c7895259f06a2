package dev.trailtally.collector.api;

import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import dev.trailtally.collector.scan.LogSources;
import dev.trailtally.collector.scan.RequestId;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanFilter;
import dev.trailtally.collector.scan.ScanRequest;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.source.LocalRoots;
import dev.trailtally.collector.source.S3Location;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.caller.Caller;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks requests and turns them into what they ask for. */
final class ScanRequests {

    private static final long DEFAULT_OVERLAP = 20 * 60;
    private static final AccountRequests.Limits LOOKBACK =
            new AccountRequests.Limits(1, 36_525L * 86_400, 0, "1 second to 100 years");
    private static final int MAX_PATH = 4_096;
    private static final int MAX_PREFIX = 1_024;
    private static final int MAX_REGIONS = 200;
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,62}");
    // What both protobuf and PostgreSQL can say: years 1 to 9999.
    private static final long MIN_SECONDS = -62_135_596_800L;
    private static final long MAX_SECONDS = 253_402_300_799L;

    private ScanRequests() {}

    static UUID uuid(String field, String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw RpcErrors.invalidArgument(field, "must be a UUID, found \"" + AccountRequests.shown(text) + "\"");
        }
        return UUID.fromString(text);
    }

    /** @param now when the request was made */
    static ScanRequest scan(CreateScanRequest request, LogSources sources, Instant now) {
        var lookback = lookback(request);
        return new ScanRequest(
                requestId(request),
                source(request, sources),
                filter(request, lookback == null ? null : now.minus(lookback).truncatedTo(ChronoUnit.SECONDS)),
                lookback,
                request.getKeepRaw(),
                repetition(request),
                request.getAllowBeforeHorizon());
    }

    private static @Nullable Duration lookback(CreateScanRequest request) {
        if (!request.hasLookback()) {
            return null;
        }
        var field = "lookback";
        if (request.hasStartTime()) {
            throw RpcErrors.invalidArgument(field, "sets start_time: leave one of them out");
        }
        if (request.getSource().hasLastAccessed()) {
            throw RpcErrors.invalidArgument(field, "must be absent for last-accessed data");
        }
        return Duration.ofSeconds(AccountRequests.seconds(field, true, request.getLookback(), LOOKBACK)
                .getSeconds());
    }

    static ScanControl.OfOpen ofOpen(CreateScanRequest request) {
        AccountRequests.checkKnown("unfinished_scans", request.getUnfinishedScans(), request.getUnfinishedScansValue());
        return switch (request.getUnfinishedScans()) {
            case UNFINISHED_SCANS_CONTINUE -> ScanControl.OfOpen.CONTINUE;
            case UNFINISHED_SCANS_CANCEL -> ScanControl.OfOpen.CANCEL;
            case UNFINISHED_SCANS_LEAVE, UNFINISHED_SCANS_UNSPECIFIED, UNRECOGNIZED -> ScanControl.OfOpen.LEAVE;
        };
    }

    private static @Nullable RequestId requestId(CreateScanRequest request) {
        return request.getRequestId().isEmpty()
                ? null
                : RequestId.of(
                        uuid("request_id", request.getRequestId()),
                        Caller.current().name(),
                        request);
    }

    private static ScanSource source(CreateScanRequest request, LogSources sources) {
        var source = request.getSource();
        return switch (source.getKindCase()) {
            case FOLDER -> folder(source.getFolder().getPath(), sources);
            case S3 -> bucket(source.getS3());
            case LOOKUP -> new ScanSource.Lookup(LookupRequests.checked(request));
            case LAST_ACCESSED -> new ScanSource.LastAccessed(LastAccessedRequests.checked(request));
            case KIND_NOT_SET ->
                throw RpcErrors.invalidArgument("source", "is required: a folder, s3, lookup or last_accessed");
        };
    }

    private static ScanSource folder(String text, LogSources sources) {
        var field = "source.folder.path";
        if (text.isEmpty() || text.length() > MAX_PATH || text.indexOf('\0') >= 0) {
            throw RpcErrors.invalidArgument(
                    field, "must have 1 to " + MAX_PATH + " characters and no NUL, found " + text.length());
        }
        var path = path(field, text);
        if (!path.isAbsolute()) {
            throw RpcErrors.invalidArgument(field, "must be absolute, found \"" + AccountRequests.shown(text) + "\"");
        }
        try {
            sources.admit(path);
        } catch (SourceException e) {
            throw RpcErrors.failure(
                    Code.PERMISSION_DENIED,
                    LocalRoots.OUTSIDE_ROOTS,
                    e.explanation() + ". " + e.nextStep(),
                    Map.of("path", AccountRequests.shown(text)));
        }
        return new ScanSource.Folder(path.normalize());
    }

    private static Path path(String field, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw RpcErrors.invalidArgument(
                    field,
                    "has characters that this collector cannot use in names of files, found \""
                            + AccountRequests.shown(text)
                            + "\"; start it in a locale of UTF-8, such as LC_ALL=C.UTF-8");
        }
    }

    private static ScanSource bucket(S3Source source) {
        if (!BUCKET.matcher(source.getBucket()).matches()) {
            throw RpcErrors.invalidArgument(
                    "source.s3.bucket",
                    "must be a bucket's name, found \"" + AccountRequests.shown(source.getBucket()) + "\"");
        }
        var prefixBytes = source.getPrefix().getBytes(StandardCharsets.UTF_8).length;
        if (prefixBytes > MAX_PREFIX || source.getPrefix().indexOf('\0') >= 0) {
            throw RpcErrors.invalidArgument(
                    "source.s3.prefix", "must have at most " + MAX_PREFIX + " bytes and no NUL, found " + prefixBytes);
        }
        var region = source.getRegion();
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            throw RpcErrors.invalidArgument(
                    "source.s3.region", "must be a region, found \"" + AccountRequests.shown(region) + "\"");
        }
        return new ScanSource.Bucket(
                new S3Location(source.getBucket(), source.getPrefix()), region.isEmpty() ? null : region);
    }

    private static ScanFilter filter(CreateScanRequest request, @Nullable Instant lookedBackTo) {
        var start = request.hasStartTime() ? instant("start_time", request.getStartTime()) : lookedBackTo;
        var end = request.hasEndTime() ? instant("end_time", request.getEndTime()) : null;
        if (start != null && end != null && !start.isBefore(end)) {
            throw RpcErrors.invalidArgument(
                    "end_time", "must be after start_time, found " + end + " and start_time " + start);
        }
        return new ScanFilter(accountIds(request), regions(request), start, end);
    }

    private static Set<Long> accountIds(CreateScanRequest request) {
        return Arrays.stream(AccountIds.parse("account_ids", request.getAccountIdsList()))
                .boxed()
                .collect(Collectors.toSet());
    }

    /** Null if the scan runs once. */
    private static Scan.@Nullable Repetition repetition(CreateScanRequest request) {
        if (!request.hasRepetition()) {
            return null;
        }
        if (request.hasEndTime()) {
            throw RpcErrors.invalidArgument("repetition", "needs an open end: leave end_time out");
        }
        var repetition = request.getRepetition();
        AccountRequests.checkWhole("repetition.interval", repetition.getInterval());
        AccountRequests.checkWhole("repetition.overlap", repetition.getOverlap());
        long interval = repetition.getInterval().getSeconds();
        if (interval < 60 || interval > 30 * 86_400) {
            throw RpcErrors.invalidArgument(
                    "repetition.interval", "must be 1 minute to 30 days, found " + interval + " s");
        }
        long overlap = repetition.hasOverlap() ? repetition.getOverlap().getSeconds() : DEFAULT_OVERLAP;
        if (overlap < 15 * 60 || overlap > 7 * 86_400) {
            throw RpcErrors.invalidArgument(
                    "repetition.overlap", "must be 15 minutes to 7 days, found " + overlap + " s");
        }
        return new Scan.Repetition(Duration.ofSeconds(interval), Duration.ofSeconds(overlap));
    }

    private static Set<String> regions(CreateScanRequest request) {
        if (request.getRegionsCount() > MAX_REGIONS) {
            throw RpcErrors.invalidArgument(
                    "regions", "must be at most " + MAX_REGIONS + ", found " + request.getRegionsCount());
        }
        for (int i = 0; i < request.getRegionsCount(); i++) {
            if (!REGION.matcher(request.getRegions(i)).matches()) {
                throw RpcErrors.invalidArgument(
                        "regions[" + i + "]",
                        "must be a region, found \"" + AccountRequests.shown(request.getRegions(i)) + "\"");
            }
        }
        return Set.copyOf(request.getRegionsList());
    }

    private static Instant instant(String field, Timestamp time) {
        if (time.getSeconds() < MIN_SECONDS
                || time.getSeconds() > MAX_SECONDS
                || time.getNanos() < 0
                || time.getNanos() >= 1_000_000_000) {
            throw RpcErrors.invalidArgument(
                    field,
                    "must be a time of the years 0001 to 9999, found %d seconds and %d nanoseconds from 1970"
                            .formatted(time.getSeconds(), time.getNanos()));
        }
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MICROS);
    }
}
