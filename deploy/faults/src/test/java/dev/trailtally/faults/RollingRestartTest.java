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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A new version is rolled out: each of two replicas of each service is stopped and started in turn. */
class RollingRestartTest {

    private static final int CALLERS = 2;
    private static final int CALLS = 20;
    private static final long CALL_SECONDS = 60;

    private final Findings findings = new Findings();
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, Integer> answered = new ConcurrentHashMap<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void noCallOfAClientWithRetriesFails() throws Exception {
        try (var postgres = PostgresServer.start(folder, Files.createDirectories(folder.resolve("tables")));
                var workers = new Workers()) {
            var replicas = new EnumMap<Service, List<ServiceProcess>>(Service.class);
            for (var service : Service.values()) {
                var environment = Site.database(postgres, service);
                replicas.put(
                        service,
                        List.of(
                                new ServiceProcess(service, environment, folder),
                                new ServiceProcess(service, environment, folder)));
            }
            var all = replicas.values().stream().flatMap(List::stream).toList();
            try {
                all.forEach(ServiceProcess::start);
                all.forEach(RollingRestartTest::awaitServing);
                call(workers, replicas);
                for (var process : all) {
                    awaitCallsOf(process);
                    process.stop();
                    process.start();
                    awaitServing(process);
                    awaitCallsOf(process);
                }
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

    private void call(Workers workers, Map<Service, List<ServiceProcess>> replicas) {
        replicas.forEach((service, processes) -> {
            var channel = ClientInterceptors.intercept(Replicas.channel(processes), new Answered());
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

    private void collector(Channel channel) {
        call(
                "ListScans",
                channel,
                one -> ScanServiceGrpc.newBlockingStub(one)
                        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                        .listScans(ListScansRequest.getDefaultInstance()));
    }

    private void aggregator(Channel channel) {
        call(
                "GetRollupStatus",
                channel,
                one -> RollupServiceGrpc.newBlockingStub(one)
                        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                        .getRollupStatus(GetRollupStatusRequest.getDefaultInstance()));
    }

    private void report(Channel channel) {
        call(
                "ListAccounts",
                channel,
                one -> ReportServiceGrpc.newBlockingStub(one)
                        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                        .listAccounts(ListAccountsRequest.getDefaultInstance()));
        call(
                "GetOrganizationSummary",
                channel,
                one -> OrganizationReportServiceGrpc.newBlockingStub(one)
                        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
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
