package dev.trailtally.standalone.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.server.trace.StubServices;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceContextTest {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final List<String> received = new CopyOnWriteArrayList<>();
    private Server reports;
    private Server rollups;

    @BeforeEach
    void start() throws IOException {
        reports = server().addService(StubServices.reports()).build().start();
        rollups = server().addService(StubServices.rollups()).build().start();
    }

    @AfterEach
    void stop() {
        reports.shutdownNow();
        rollups.shutdownNow();
    }

    @Test
    void callsToEachServiceHaveTheTraceOfTheProgramThatStartsTheCommand() throws IOException {
        call(Map.of("TRACEPARENT", PARENT, "TRACESTATE", "ci=1"));
        assertThat(received).containsExactly(PARENT + " ci=1", PARENT + " ci=1");
    }

    @Test
    void whatIsNoTraceIsNotSent() throws IOException {
        call(Map.of());
        call(Map.of("TRACEPARENT", PARENT + "\nx: y", "TRACESTATE", "ci=1"));
        assertThat(received).containsOnly("null null");
    }

    private void call(Map<String, String> environment) throws IOException {
        var addresses = ServerAddresses.parse(
                "report=127.0.0.1:" + reports.getPort() + ",aggregator=127.0.0.1:" + rollups.getPort());
        try (var channel = new Connection(addresses, null, null, null, null, true).open(environment)) {
            ReportServiceGrpc.newBlockingStub(channel).listAccounts(ListAccountsRequest.getDefaultInstance());
            RollupServiceGrpc.newBlockingStub(channel).getRollupStatus(GetRollupStatusRequest.getDefaultInstance());
        }
    }

    private NettyServerBuilder server() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .intercept(new Headers());
    }

    private final class Headers implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            received.add(value(headers, "traceparent") + " " + value(headers, "tracestate"));
            return next.startCall(call, headers);
        }

        private static String value(Metadata headers, String name) {
            return String.valueOf(headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
        }
    }
}
