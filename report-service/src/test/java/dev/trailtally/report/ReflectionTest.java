package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.trailtally.schema.TestDatabase;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReflectionTest {

    /** Asks like a client that finds an error detail in an Any. */
    @ParameterizedTest
    @ValueSource(strings = {"ErrorInfo", "BadRequest"})
    void detailsOfErrorsAreDescribed(String detail) throws Exception {
        var file = FileDescriptorProto.parseFrom(ask(ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol("google.rpc." + detail)
                        .build())
                .getFileDescriptorResponse()
                .getFileDescriptorProto(0));

        assertThat(file.getName()).isEqualTo("google/rpc/error_details.proto");
        assertThat(file.getMessageTypeList())
                .extracting(DescriptorProto::getName)
                .contains(detail);
    }

    @Test
    void theServicesAreListedAsTheyAre() throws Exception {
        var services = ask(ServerReflectionRequest.newBuilder()
                        .setListServices("")
                        .build())
                .getListServicesResponse()
                .getServiceList();

        assertThat(services)
                .extracting(service -> service.getName())
                .containsExactlyInAnyOrder(
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "trailtally.report.v1.AccessService",
                        "trailtally.report.v1.ChartService",
                        "trailtally.report.v1.OrganizationReportService",
                        "trailtally.report.v1.ReportService");
    }

    private static ServerReflectionResponse ask(ServerReflectionRequest request) throws Exception {
        try (var database = TestDatabase.create();
                var service = RunningService.on(database)) {
            var response = new CompletableFuture<ServerReflectionResponse>();
            var requests = ServerReflectionGrpc.newStub(service.channel()).serverReflectionInfo(new StreamObserver<>() {
                @Override
                public void onNext(ServerReflectionResponse message) {
                    response.complete(message);
                }

                @Override
                public void onError(Throwable failure) {
                    response.completeExceptionally(failure);
                }

                @Override
                public void onCompleted() {}
            });
            requests.onNext(request);
            var answer = response.get();
            requests.onCompleted();
            return answer;
        }
    }
}
