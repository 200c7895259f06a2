package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.JobCounts;
import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.database.DataFolder;
import dev.trailtally.standalone.fake.FakeServices;
import dev.trailtally.standalone.instance.AddressFile;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchCommandTest {

    private static final Failure DENIED = Failure.newBuilder()
            .setCode("AccessDenied")
            .setAccountId("111122223333")
            .setRegion("eu-west-1")
            .setNextStep("allow cloudtrail:LookupEvents to role Reader")
            .build();

    private FakeServices services;

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
        for (int i = 9; i > 0; i--) {
            services.scans.add(scan(i, ScanState.SCAN_STATE_RUNNING));
        }
        services.units.add(ScanUnit.newBuilder()
                .setAccountId("111122223333")
                .setAccountName("결제")
                .setRegion("eu-west-1")
                .setFailure(DENIED)
                .build());
        services.states.add(WatchScanResponse.newBuilder()
                .setScan(scan(9, ScanState.SCAN_STATE_INCOMPLETE).toBuilder()
                        .addFailures(DENIED)
                        .setFailureCount(1)
                        .setUnits(UnitCounts.newBuilder()
                                .setTotal(4)
                                .setComplete(3)
                                .setFailed(1)))
                .build());
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void theNewestScanIsWatchedToItsEndAndItsFailuresTold() {
        var run = Cli.run("watch", "--server", services.address().toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.err())
                .contains("Watching scan 00000009-", "failed: AccessDenied 111122223333 eu-west-1")
                .contains("collecting: 3 of 4 regions, 1 failed");
        assertThat(run.out())
                .contains("LookupEvents in the caller's account", "3 complete, 1 failed")
                .containsPattern("AccessDenied +111122223333 +결제 +eu-west-1")
                .contains("next step  AccessDenied: allow cloudtrail:LookupEvents to role Reader");
    }

    @Test
    void theBeginningOfAnIdIsEnoughWhereOnlyOneScanHasIt() {
        var server = services.address().toString();

        assertThat(Cli.run("watch", "00000003", "--server", server).err()).contains("Watching scan 00000003-");
        assertThat(Cli.run("watch", "0000", "--server", server).err()).contains("Several scans start with 0000");
        assertThat(Cli.run("watch", "abc", "--server", server).err()).contains("There is no scan abc");
    }

    @Test
    void whatRunsOnThisMachineIsFoundByItself() throws IOException {
        var address = AddressFile.write(DataFolder.running(), services.address().port(), null);
        try {
            assertThat(Cli.run("watch", "00000004").err()).contains("Watching scan 00000004-");
        } finally {
            address.close();
        }
    }

    @Test
    void aScanOfLastAccessedDataIsFollowedToo() {
        var scan = scan(10, ScanState.SCAN_STATE_INCOMPLETE).toBuilder()
                .setSource(Source.newBuilder().setLastAccessed(LastAccessedSource.getDefaultInstance()))
                .setUnits(UnitCounts.newBuilder().setTotal(1).setFailed(1))
                .setJobs(JobCounts.newBuilder().setTotal(40).setDone(39).setFailed(1));
        services.scans.addFirst(scan.build());
        services.states.clear();
        services.states.add(WatchScanResponse.newBuilder().setScan(scan).build());
        services.jobs.add(LastAccessedJob.newBuilder()
                .setArn("arn:aws:iam::111122223333:role/Deploy")
                .setState(JobState.JOB_STATE_FAILED)
                .setFailureCode("DEADLINE_EXCEEDED")
                .setNextStep("scan again")
                .build());

        var run = Cli.run("watch", "--server", services.address().toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.err()).contains("0 of 1 account, 1 failed, 40 jobs: 40 made, 0 running, 39 done, 1 failed");
        assertThat(run.out())
                .contains("Collected from IAM's last-accessed data in the caller's account")
                .contains("accounts   1: 0 complete, 1 failed", "jobs       40: 39 done, 1 failed")
                .containsPattern("AccessDenied +111122223333 +결제 ")
                .containsPattern("DEADLINE_EXCEEDED +1 +arn:aws:iam::111122223333:role/Deploy\n")
                .contains("next step  DEADLINE_EXCEEDED: scan again")
                .doesNotContain("records");
    }

    @Test
    void aScanThatReadNothingAtAllFailed() {
        var denied = scan(9, ScanState.SCAN_STATE_INCOMPLETE).toBuilder()
                .setUnits(UnitCounts.newBuilder().setTotal(4).setFailed(4))
                .setFailureCount(4);
        services.states.clear();
        services.states.add(WatchScanResponse.newBuilder().setScan(denied).build());

        assertThat(watch().exitCode()).isEqualTo(ExitCode.FAILURE);
    }

    @Test
    void aScanThatFoundNothingSaysSoByItsExitCode() {
        var empty = scan(9, ScanState.SCAN_STATE_SUCCEEDED).toBuilder()
                .setUnits(UnitCounts.newBuilder().setTotal(4).setComplete(4));
        services.states.clear();
        services.states.add(WatchScanResponse.newBuilder().setScan(empty).build());

        assertThat(watch().exitCode()).isEqualTo(ExitCode.NOTHING_FOUND);
    }

    private Cli watch() {
        return Cli.run("watch", "--server", services.address().toString());
    }

    private static Scan scan(int number, ScanState state) {
        return Scan.newBuilder()
                .setScanId("0000000" + number + "-0000-4000-8000-000000000001")
                .setSource(Source.newBuilder().setLookup(LookupSource.getDefaultInstance()))
                .setCreateTime(Timestamp.newBuilder().setSeconds(number))
                .setState(state)
                .build();
    }
}
