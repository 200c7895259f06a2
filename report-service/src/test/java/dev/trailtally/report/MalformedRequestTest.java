package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.trailtally.report.v1.AccessProto;
import dev.trailtally.report.v1.ChartProto;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.OrganizationProto;
import dev.trailtally.report.v1.ReportProto;
import dev.trailtally.schema.TestDatabase;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Bytes that are not a protobuf message of the rpc. */
class MalformedRequestTest {

    private static final byte[] CUT = {0x0a, 0x7f, 0x31}; // a field of 127 bytes, of which one follows
    private static final int REQUESTS = 20;

    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static final Handler GRPC_LOG = new Handler() {
        @Override
        public void publish(LogRecord record) {
            throw new AssertionError("gRPC logs " + record.getMessage(), record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static TestDatabase database;
    private static RunningService service;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        service = RunningService.on(database);
        LOG.start();
        ((Logger) LoggerFactory.getLogger("dev.trailtally.rpc")).addAppender(LOG);
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger("dev.trailtally.rpc")).detachAppender(LOG);
        service.close();
        database.close();
    }

    static Stream<MethodDescriptor> methods() {
        return Stream.of(
                        ReportProto.getDescriptor(),
                        OrganizationProto.getDescriptor(),
                        AccessProto.getDescriptor(),
                        ChartProto.getDescriptor())
                .flatMap(file -> file.getServices().stream())
                .flatMap(reports -> reports.getMethods().stream());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodRefusesWhatItCannotParse(MethodDescriptor method) {
        assertThat(Failures.reason(() -> call(method)))
                .isEqualTo("INVALID_ARGUMENT MALFORMED_REQUEST "
                        + method.getService().getFullName() + "/" + method.getName());
    }

    @Test
    void manyRefusalsAreOneLineOfTheLog() {
        var grpcLog = java.util.logging.Logger.getLogger("io.grpc");
        grpcLog.addHandler(GRPC_LOG);
        try {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(Failures.reason(() -> call(methods().findFirst().orElseThrow())))
                        .startsWith("INVALID_ARGUMENT");
            }
        } finally {
            grpcLog.removeHandler(GRPC_LOG);
        }

        assertThat(LOG.list).as("lines of the log").hasSizeLessThanOrEqualTo(1);
        assertThat(LOG.list)
                .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
        assertThat(service.reports()
                        .listAccounts(ListAccountsRequest.getDefaultInstance())
                        .getAccountsCount())
                .as("a well-formed request afterwards")
                .isZero();
    }

    private static void call(MethodDescriptor method) {
        var bytes = io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY)
                .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        if (method.isServerStreaming()) {
            ClientCalls.blockingServerStreamingCall(service.channel(), bytes, CallOptions.DEFAULT, CUT)
                    .forEachRemaining(message -> {});
        } else {
            ClientCalls.blockingUnaryCall(service.channel(), bytes, CallOptions.DEFAULT, CUT);
        }
    }

    private record Bytes() implements Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
