package dev.trailtally.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransportBoundsTest {

    private static final byte SETTINGS = 4;
    private static final byte PING = 6;
    private static final byte GOAWAY = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    @Test
    void theHeadersOfACallAreBounded() {
        try (var server = new TestServer(Map.of("server.max-metadata-size", 10_000))) {
            var channel = server.plaintext();
            assertThat(check(channel, 6_100)).as("with the longest token").isEqualTo(Code.OK);
            assertThat(check(channel, 10_000)).as("beyond the bound").isNotEqualTo(Code.OK);
            assertThat(check(channel, 10)).as("the next call").isEqualTo(Code.OK);
            channel.shutdownNow();
        }
    }

    @Test
    void aConnectionWithoutCallsIsClosed() {
        try (var server = new TestServer(Map.of("server.max-connection-idle", "1s"))) {
            var channel = server.plaintext();
            assertThat(check(channel, 10)).isEqualTo(Code.OK);
            await().untilAsserted(() -> assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE));
            assertThat(check(channel, 10)).as("a call on a new connection").isEqualTo(Code.OK);
            channel.shutdownNow();
        }
    }

    @Test
    void aClientThatPingsTooOftenIsDisconnected() throws IOException {
        try (var server = new TestServer(Map.of());
                var client = new Pinger(server.port())) {
            client.ping(5);
            assertThat(client.answersUntilGoAway()).isLessThan(5);
        }
    }

    @Test
    void aClientThatPingsAsOftenAsItMayStaysConnected() throws IOException {
        try (var server = new TestServer(Map.of("server.min-keep-alive-interval", "0s"));
                var client = new Pinger(server.port())) {
            for (var i = 0; i < 10; i++) {
                client.ping(1);
                client.awaitAnswer();
            }
        }
    }

    private static Code check(ManagedChannel channel, int headerLength) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("padding", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(headerLength));
        try {
            HealthGrpc.newBlockingStub(
                            ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)))
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /** A client that only pings, and faster than a client of grpc-java can. */
    private static final class Pinger implements AutoCloseable {

        private final Socket socket;
        private final DataInputStream in;

        Pinger(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
            in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            write(SETTINGS, 0, 1);
        }

        void ping(int times) throws IOException {
            write(PING, 8, times);
        }

        /** At once: the server may close the connection after the first of them. */
        private void write(byte type, int length, int times) throws IOException {
            var frames = ByteBuffer.allocate(times * (9 + length));
            for (var i = 0; i < times; i++) {
                frames.position(i * (9 + length));
                frames.put((byte) 0).putShort((short) length).put(type);
            }
            socket.getOutputStream().write(frames.array());
            socket.getOutputStream().flush();
        }

        void awaitAnswer() throws IOException {
            var frame = read();
            while (!frame.answersPing()) {
                assertThat(frame.type).as("no GOAWAY").isNotEqualTo(GOAWAY);
                frame = read();
            }
        }

        int answersUntilGoAway() throws IOException {
            var answers = 0;
            var frame = read();
            while (frame.type != GOAWAY) {
                answers += frame.answersPing() ? 1 : 0;
                frame = read();
            }
            assertThat(frame.content.getInt(4)).as("error code of GOAWAY").isEqualTo(ENHANCE_YOUR_CALM);
            return answers;
        }

        private Frame read() throws IOException {
            var length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
            var type = in.readByte();
            var flags = in.readByte();
            in.readInt();
            return new Frame(type, flags, ByteBuffer.wrap(in.readNBytes(length)));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private record Frame(byte type, byte flags, ByteBuffer content) {
            boolean answersPing() {
                return type == PING && (flags & 1) == 1;
            }
        }
    }
}
