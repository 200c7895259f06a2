package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A new version is rolled out: each of two replicas of each service is stopped and started in turn. */
class RollingRestartTest {

    private static final int CALLERS = 2;
    private static final int CALLS_BETWEEN = 20;
    private static final long CALL_SECONDS = 60;

    private final Findings findings = new Findings();
    private final AtomicInteger calls = new AtomicInteger();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void noCallOfAClientWithRetriesFails() throws Exception {
        try (var postgres = PostgresServer.start(folder, Files.createDirectories(folder.resolve("tables")));
                var workers = new Workers()) {
            var replicas = new EnumMap<Service, List<ServiceProcess>>(Service.class);
            for (var service : Service.values()) {
                var environment = Site.database(postgres, service);
                replicas.put(service, List.of(
                        new ServiceProcess(service, environment, folder),
                        new ServiceProcess(service, environment, folder)));
            }
            var all = replicas.values().stream().flatMap(List::stream).toList();
            try {
                all.forEach(ServiceProcess::start);
                all.forEach(RollingRestartTest::awaitServing);
                call(workers, replicas);
                for (var process : all) {
                    awaitCalls();
                    process.stop();
                    awaitCalls();
                    process.start();
                    awaitServing(process);
                }
                awaitCalls();
                workers.finish();
            } finally {
                all.forEach(ServiceProcess::close);
            }
        }
        assertThat(findings.all()).as("failures among %s calls", calls).isEmpty();
    }

    private static void awaitServing(ServiceProcess process) {
        await("SERVING").atMost(Site.RECOVERY).until(process::isServing);
    }

    /** As many calls as make it sure that each caller made some. */
    private void awaitCalls() {
        int enough = calls.get() + CALLS_BETWEEN;
        await("calls").atMost(Site.RECOVERY).until(() -> calls.get() >= enough);
    }

    private void call(Workers workers, Map<Service, List<ServiceProcess>> replicas) {
        replicas.forEach((service, processes) -> {
            var channel = Replicas.channel(processes);
            for (int caller = 0; caller < CALLERS; caller++) {
                workers.start(service + "-caller-" + caller, () -> {
                    switch (service) {
                        case COLLECTOR -> collector(channel);
                        case AGGREGATOR -> aggregator(channel);
                        case REPORT -> report(channel);
                    }
                });
            }
        });
    }

    private void collector(ManagedChannel channel) {
        call("ListScans", channel, one -> ScanServiceGrpc.newBlockingStub(one)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .listScans(ListScansRequest.getDefaultInstance()));
    }

    private void aggregator(ManagedChannel channel) {
        call("GetRollupStatus", channel, one -> RollupServiceGrpc.newBlockingStub(one)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .getRollupStatus(GetRollupStatusRequest.getDefaultInstance()));
    }

    private void report(ManagedChannel channel) {
        call("ListAccounts", channel, one -> ReportServiceGrpc.newBlockingStub(one)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .listAccounts(ListAccountsRequest.getDefaultInstance()));
        call("GetOrganizationSummary", channel, one -> OrganizationReportServiceGrpc.newBlockingStub(one)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .getOrganizationSummary(GetOrganizationSummaryRequest.getDefaultInstance()));
    }

    private void call(String what, ManagedChannel channel, Consumer<ManagedChannel> call) {
        try {
            call.accept(channel);
        } catch (StatusRuntimeException e) {
            findings.add(what + " fails with " + e.getStatus().getCode(), String.valueOf(e.getStatus()));
        }
        calls.incrementAndGet();
    }
}
