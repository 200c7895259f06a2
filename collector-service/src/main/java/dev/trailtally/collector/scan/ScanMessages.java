package dev.trailtally.collector.scan;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.source.NextStep;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.ObjectCounts;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.RejectionCount;
import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.Repetition;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.rpc.AccountIds;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scans and their findings as messages. */
final class ScanMessages {

    private ScanMessages() {}

    /** @param waitingReason why this collector does not work on it; null if it does */
    static dev.trailtally.collector.v1.Scan scan(
            ScanProgress progress, List<ScanDetails.FailureRow> failures, @Nullable String waitingReason) {
        var scan = progress.scan();
        var filter = scan.filter();
        var message = dev.trailtally.collector.v1.Scan.newBuilder()
                .setScanId(scan.scanId().toString())
                .setSource(source(scan.source()))
                .addAllRegions(filter.regions().stream().sorted().toList())
                .setKeepRaw(scan.keepRaw())
                .setState(state(scan.state()))
                .setCreateTime(timestamp(scan.createdAt()))
                .setObjects(objects(progress))
                .setRecords(records(progress.records()))
                .setFailureCount(progress.failureCount());
        filter.accountIds().stream().sorted().forEach(id -> message.addAccountIds(account(id)));
        if (filter.start() != null) {
            message.setStartTime(timestamp(filter.start()));
        }
        if (filter.end() != null) {
            message.setEndTime(timestamp(filter.end()));
        }
        if (scan.finishedAt() != null) {
            message.setFinishTime(timestamp(scan.finishedAt()));
        }
        for (var rejected : progress.rejected()) {
            message.addRejections(RejectionCount.newBuilder()
                    .setReason(reason(rejected.reason()))
                    .setCount(rejected.count()));
        }
        switch (scan.source()) {
            case ScanSource.Folder folder -> {}
            case ScanSource.Bucket bucket -> {}
            case ScanSource.Lookup lookup -> addUnits(progress, message);
            case ScanSource.LastAccessed lastAccessed -> {
                addUnits(progress, message);
                message.setJobs(UnitMessages.jobs(progress.jobs()));
            }
        }
        addRepetition(scan, message);
        addOwner(scan, message);
        if (waitingReason != null) {
            message.setWaitingReason(waitingReason);
        }
        failures.forEach(failure -> message.addFailures(failure(failure)));
        return message.build();
    }

    private static void addUnits(ScanProgress progress, dev.trailtally.collector.v1.Scan.Builder message) {
        message.setUnits(UnitMessages.units(progress.units()))
                .setRequests(UnitMessages.requests(progress.units().requests()));
    }

    private static void addRepetition(Scan scan, dev.trailtally.collector.v1.Scan.Builder message) {
        if (scan.repetition() != null) {
            message.setRepetition(Repetition.newBuilder()
                    .setInterval(UnitMessages.duration(scan.repetition().interval()))
                    .setOverlap(UnitMessages.duration(scan.repetition().overlap())));
        }
        if (scan.earliestStart() != null) {
            message.setEarliestStartTime(timestamp(scan.earliestStart()));
        }
        if (scan.nextScanId() != null) {
            message.setNextScanId(scan.nextScanId().toString());
        }
    }

    private static void addOwner(Scan scan, dev.trailtally.collector.v1.Scan.Builder message) {
        if (scan.lookback() != null) {
            message.setLookback(UnitMessages.duration(scan.lookback()));
        }
        if (scan.owner() != null) {
            message.setOwner(dev.trailtally.collector.v1.ScanOwner.newBuilder()
                    .setAccountId(account(scan.owner().accountId()))
                    .setArn(scan.owner().arn())
                    .setEndpoint(scan.owner().endpoint()));
        }
    }

    private static Source source(ScanSource source) {
        return switch (source) {
            case ScanSource.Folder folder ->
                Source.newBuilder()
                        .setFolder(
                                FolderSource.newBuilder().setPath(folder.path().toString()))
                        .build();
            case ScanSource.Bucket bucket ->
                Source.newBuilder()
                        .setS3(S3Source.newBuilder()
                                .setBucket(bucket.prefix().bucket())
                                .setPrefix(bucket.prefix().key())
                                .setRegion(bucket.region() == null ? "" : bucket.region()))
                        .build();
            case ScanSource.Lookup lookup ->
                Source.newBuilder().setLookup(lookup.settings()).build();
            case ScanSource.LastAccessed lastAccessed ->
                Source.newBuilder().setLastAccessed(lastAccessed.settings()).build();
        };
    }

    private static ScanState state(Scan.State state) {
        return switch (state) {
            case PENDING -> ScanState.SCAN_STATE_PENDING;
            case RUNNING -> ScanState.SCAN_STATE_RUNNING;
            case SUCCEEDED -> ScanState.SCAN_STATE_SUCCEEDED;
            case INCOMPLETE -> ScanState.SCAN_STATE_INCOMPLETE;
            case CANCELLED -> ScanState.SCAN_STATE_CANCELLED;
        };
    }

    private static ObjectCounts objects(ScanProgress progress) {
        var scan = progress.scan();
        return ObjectCounts.newBuilder()
                .setListed(scan.listedObjects())
                .setListingDone(scan.listingDone())
                .setKnown(scan.knownObjects())
                .setIgnored(scan.ignoredObjects())
                .setRead(progress.objects().read())
                .setUnreadable(progress.objects().unreadable())
                .setLeftAlone(progress.objects().leftAlone())
                .addAllLeftAloneUris(progress.objects().leftAloneUris())
                .setPending(progress.objects().pending())
                .setBytesListed(scan.listedBytes())
                .setBytesRead(progress.objects().readBytes())
                .build();
    }

    private static RecordCounts records(ScanProgress.Records records) {
        return RecordCounts.newBuilder()
                .setRead(records.read())
                .setStored(records.stored())
                .setDuplicate(records.duplicate())
                .setRejected(records.rejected())
                .setExcluded(records.excluded())
                .setIgnored(records.ignored())
                .build();
    }

    static Rejection rejection(ScanDetails.RejectionRow rejection) {
        return Rejection.newBuilder()
                .setObjectUri(rejection.uri())
                .setRecordNumber(rejection.recordNumber())
                .setByteOffset(rejection.byteOffset())
                .setReason(reason(rejection.reason()))
                .setDetail(rejection.detail())
                .setAccountId(account(rejection.accountId()))
                .setFurtherCount(rejection.furtherCount())
                .build();
    }

    private static Failure failure(ScanDetails.FailureRow failure) {
        return Failure.newBuilder()
                .setCode(failure.code())
                .setMessage(failure.message())
                .setNextStep(
                        failure.nextStep().isEmpty()
                                ? NextStep.afterOpening(failure.code(), failure.message(), failure.uri())
                                : failure.nextStep())
                .setObjectUri(failure.uri())
                .setAccountId(account(failure.accountId()))
                .setRegion(failure.region())
                .setFailureTime(timestamp(failure.failedAt()))
                .build();
    }

    private static RejectionReason reason(String name) {
        return RejectionReason.valueOf("REJECTION_REASON_" + name);
    }

    static String account(@Nullable Long accountId) {
        return accountId == null ? "" : AccountIds.format(accountId);
    }

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
