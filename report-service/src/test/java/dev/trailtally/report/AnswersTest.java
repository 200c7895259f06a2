package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamEventsResponse;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswersTest {

    @Test
    void anErrorEndsTheStream() throws IOException {
        var server = server();
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        try {
            var messages = OrganizationReportServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .streamEvents(StreamEventsRequest.getDefaultInstance());

            assertThat(Failures.reason(messages::hasNext)).isEqualTo("INTERNAL REPORT_FAILED ");
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    private static Server server() throws IOException {
        var service = new OrganizationReportServiceGrpc.OrganizationReportServiceImplBase() {
            @Override
            public void streamEvents(StreamEventsRequest request, StreamObserver<StreamEventsResponse> response) {
                Answers.stream(response, sender -> {
                    throw new AssertionError("a bug");
                });
            }
        };
        return NettyServerBuilder.forPort(0).addService(service).build().start();
    }
}
