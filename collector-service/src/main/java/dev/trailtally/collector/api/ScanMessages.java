package dev.trailtally.collector.api;

import com.google.protobuf.Duration;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanProgress;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.Repetition;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.OptionalFields;
import dev.trailtally.rpc.RpcTimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scans and their findings as messages. */
final class ScanMessages {

    private ScanMessages() {}

    /** @param waitingReason why this collector does not work on it; null if it does */
    static dev.trailtally.collector.v1.Scan scan(
            ScanProgress progress, List<Failure> failures, @Nullable String waitingReason) {
        var scan = progress.scan();
        var filter = scan.filter();
        var message = progress.counts().toBuilder()
                .setScanId(scan.scanId().toString())
                .setSource(source(scan.source()))
                .addAllRegions(filter.regions().stream().sorted().toList())
                .setKeepRaw(scan.keepRaw())
                .setState(ScanState.valueOf("SCAN_STATE_" + scan.state().name()))
                .setCreateTime(RpcTimes.timestamp(scan.createdAt()))
                .addAllFailures(failures);
        filter.accountIds().stream().sorted().forEach(id -> message.addAccountIds(AccountIds.format(id)));
        OptionalFields.setTime(filter.start(), message::setStartTime);
        OptionalFields.setTime(filter.end(), message::setEndTime);
        OptionalFields.setTime(scan.finishedAt(), message::setFinishTime);
        addRepetition(scan, message);
        addOwner(scan, message);
        OptionalFields.set(waitingReason, message::setWaitingReason);
        return message.build();
    }

    private static void addRepetition(Scan scan, dev.trailtally.collector.v1.Scan.Builder message) {
        OptionalFields.set(
                scan.repetition(),
                repetition -> message.setRepetition(Repetition.newBuilder()
                        .setInterval(seconds(repetition.interval()))
                        .setOverlap(seconds(repetition.overlap()))));
        OptionalFields.setTime(scan.earliestStart(), message::setEarliestStartTime);
        OptionalFields.set(scan.nextScanId(), next -> message.setNextScanId(next.toString()));
    }

    private static void addOwner(Scan scan, dev.trailtally.collector.v1.Scan.Builder message) {
        OptionalFields.set(scan.lookback(), lookback -> message.setLookback(seconds(lookback)));
        OptionalFields.set(
                scan.owner(),
                owner -> message.setOwner(dev.trailtally.collector.v1.ScanOwner.newBuilder()
                        .setAccountId(AccountIds.format(owner.accountId()))
                        .setArn(owner.arn())
                        .setEndpoint(owner.endpoint())));
    }

    private static Duration seconds(java.time.Duration duration) {
        return Duration.newBuilder().setSeconds(duration.toSeconds()).build();
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
}
