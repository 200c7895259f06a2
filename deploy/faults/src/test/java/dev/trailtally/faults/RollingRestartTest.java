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
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new version is rolled out on the new schema: the two replicas of each service are stopped in turn and started as the new
 * version, so that both versions collect, roll up and answer at the same time. The former version is the built checkout of a
 * release that -Dformer.release names; without it, this build plays both.
 */
class RollingRestartTest {

    private static final Logger LOG = LoggerFactory.getLogger(RollingRestartTest.class);

    private static final int CALLERS = 2;
    private static final int CALLS = 5;
    private static final Duration CALL = Duration.ofMinutes(1);
    private static final Duration CALL_PAUSE = Duration.ofMillis(50);
    private static final Duration SCAN_PAUSE = Duration.ofSeconds(2);

    private final Findings findings = new Findings();
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, Integer> answered = new ConcurrentHashMap<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void noCallOfAClientWithRetriesFailsAndCountsAreExact() throws Exception {
        var former = Version.former();
        LOG.info(
                "from {} to {}",
                former.isPresent() ? "this build, as no former release is given," : former,
                Version.PRESENT);
        try (var postgres = PostgresServer.start(folder, Files.createDirectories(folder.resolve("tables")));
                var input = new Input(Files.createDirectories(folder.resolve("logs")));
                var replicas = new Replicas(postgres, input, Map.of(), folder);
                var workers = new Workers()) {
            for (var process : replicas.all()) {
                process.start(former);
                awaitServing(process);
            }
            call(workers, replicas);
            var client = replicas.client(findings);
            try (var scans = new Scans(client, findings);
                    var questions = new Questions(client, findings)) {
                scans.ofEachSource(input);
                scans.startFolders(input, SCAN_PAUSE);
                replicas.all().forEach(this::replace);
                scans.finish();
                workers.finish();
                LOG.info("{} calls, {} scans", calls, scans.ended());
                // The retry policy leaves it to the caller, who repeats it under its request id.
                assertThat(client.failed()).as("calls for scans that failed").isSubsetOf("CreateScan");
                new Counts(postgres, input, client, questions).verify("after a rollout");
            }
        }
        assertThat(findings.all()).as("failures among %s calls", calls).isEmpty();
    }

    private void replace(ServiceProcess process) {
        awaitCallsOf(process);
        process.stop();
        process.start(Version.PRESENT);
        awaitServing(process);
        awaitCallsOf(process);
    }

    private static void awaitServing(ServiceProcess process) {
        await("SERVING").atMost(Site.RECOVERY).until(process::isServing);
    }

    /**
     * Clients look for a process that was away less and less often. The next one is stopped only when they have found this
     * one again, which minReadySeconds does in Kubernetes.
     */
    private void awaitCallsOf(ServiceProcess process) {
        answered.remove(process.port);
        await("calls of " + process.service)
                .atMost(Site.RECOVERY)
                .until(() -> answered.getOrDefault(process.port, 0) >= CALLS);
    }

    private void call(Workers workers, Replicas replicas) {
        for (var service : Service.values()) {
            var channel = ClientInterceptors.intercept(Replicas.channel(replicas.of(service)), new Answered());
            for (int caller = 0; caller < CALLERS; caller++) {
                workers.start(service + "-caller-" + caller, () -> {
                    switch (service) {
                        case COLLECTOR -> collector(channel);
                        case AGGREGATOR -> aggregator(channel);
                        case REPORT -> report(channel);
                    }
                    Thread.sleep(CALL_PAUSE);
                });
            }
        }
    }

    private void collector(Channel channel) {
        call(
                "ListScans",
                channel,
                one -> ScanServiceGrpc.newBlockingStub(one)
                        .withDeadlineAfter(CALL)
                        .listScans(ListScansRequest.getDefaultInstance()));
    }

    private void aggregator(Channel channel) {
        call(
                "GetRollupStatus",
                channel,
                one -> RollupServiceGrpc.newBlockingStub(one)
                        .withDeadlineAfter(CALL)
                        .getRollupStatus(GetRollupStatusRequest.getDefaultInstance()));
    }

    private void report(Channel channel) {
        call(
                "ListAccounts",
                channel,
                one -> ReportServiceGrpc.newBlockingStub(one)
                        .withDeadlineAfter(CALL)
                        .listAccounts(ListAccountsRequest.getDefaultInstance()));
        call(
                "GetOrganizationSummary",
                channel,
                one -> OrganizationReportServiceGrpc.newBlockingStub(one)
                        .withDeadlineAfter(CALL)
                        .getOrganizationSummary(GetOrganizationSummaryRequest.getDefaultInstance()));
    }

    private void call(String what, Channel channel, Consumer<Channel> call) {
        try {
            call.accept(channel);
        } catch (StatusRuntimeException e) {
            findings.add(what + " fails with " + e.getStatus().getCode(), String.valueOf(e.getStatus()));
        }
        calls.incrementAndGet();
    }

    /** Counts answers by the port that they come from. */
    private final class Answered implements ClientInterceptor {

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    super.start(
                            new SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onMessage(A message) {
                                    if (getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
                                            instanceof InetSocketAddress from) {
                                        answered.merge(from.getPort(), 1, Integer::sum);
                                    }
                                    super.onMessage(message);
                                }
                            },
                            headers);
                }
            };
        }
    }
}
