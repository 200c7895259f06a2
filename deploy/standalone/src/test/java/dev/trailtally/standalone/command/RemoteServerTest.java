package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.ListScansResponse;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteServerTest {

    @TempDir
    Path folder;

    private X509Bundle ca;
    private Server server;
    private ListScansResponse answer = ListScansResponse.getDefaultInstance();

    @BeforeEach
    void startServer() throws Exception {
        ca = authority("CN=company");
        Files.writeString(folder.resolve("ca.pem"), ca.getCertificatePEM());
        Files.writeString(folder.resolve("token"), "good\n");
        server = serve("localhost", false);
    }

    @AfterEach
    void stopServer() {
        server.shutdownNow();
    }

    @Test
    void aTokenIsSentOverTls() {
        var run = scans("localhost", "--ca", file("ca.pem"), "--token-file", file("token"));

        assertThat(run.err()).contains("There is no scan yet.").doesNotContain("left out");
        assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_FOUND);
    }

    @Test
    void aRefusedCallerLearnsWhatToDo() throws IOException {
        assertFails(scans("localhost", "--ca", file("ca.pem")), "UNAUTHENTICATED", "--token-file");
        Files.writeString(folder.resolve("token"), "weak");
        assertFails(
                scans("localhost", "--ca", file("ca.pem"), "--token-file", file("token")),
                "PERMISSION_DENIED",
                "ask the operator");
    }

    @Test
    void anUnknownCaIsRefused() throws Exception {
        Files.writeString(folder.resolve("ca.pem"), authority("CN=others").getCertificatePEM());

        assertFails(scans("localhost", "--ca", file("ca.pem")), "UNAVAILABLE", "unknown CA");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        server.shutdownNow();
        server = serve("other.example.org", false);

        assertFails(scans("localhost", "--ca", file("ca.pem")), "UNAVAILABLE", "another name");
    }

    @Test
    void aServerInPlaintextIsRefused() throws Exception {
        server.shutdownNow();
        server = NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
                .build()
                .start();

        assertFails(scans("localhost", "--ca", file("ca.pem")), "UNAVAILABLE", "does not speak TLS");
    }

    @Test
    void aClientCertificateIsSent() throws Exception {
        server.shutdownNow();
        server = serve("localhost", true);
        var client = new CertificateBuilder().subject("CN=client").buildIssuedBy(ca);
        Files.writeString(folder.resolve("client.pem"), client.getCertificatePathPEM());
        Files.writeString(folder.resolve("client.key"), client.getPrivateKeyPEM());

        var run = scans(
                "localhost",
                "--ca",
                file("ca.pem"),
                "--token-file",
                file("token"),
                "--certificate",
                file("client.pem"),
                "--private-key",
                file("client.key"));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(scans("localhost", "--ca", file("ca.pem")).exitCode()).isEqualTo(ExitCode.FAILURE);
    }

    @Test
    void aTokenIsNotSentInPlaintextBeyondThisMachine() {
        var run = Cli.run("scans", "--server", "192.0.2.1:8481", "--insecure-plaintext", "--token-file", file("token"));

        assertThat(run.err()).contains("A token is not sent in plaintext");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void eachServiceMayHaveItsAddress() {
        var port = server.getPort();
        var named = Cli.run(
                "scans",
                "--server",
                "report=localhost:1,collector=localhost:" + port,
                "--ca",
                file("ca.pem"),
                "--token-file",
                file("token"));
        var missing = Cli.run("scans", "--server", "report=localhost:" + port, "--ca", file("ca.pem"));

        assertThat(named.exitCode()).as(named.err()).isEqualTo(ExitCode.NOTHING_FOUND);
        assertThat(missing.err()).contains("add collector=<host>:<port>");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void accountsThatTheCallerMayNotSeeAreCounted() {
        answer = ListScansResponse.newBuilder()
                .addScans(Scan.newBuilder().setHiddenAccountCount(1))
                .addScans(Scan.newBuilder().setHiddenAccountCount(1_200))
                .build();
        var run = scans("localhost", "--ca", file("ca.pem"), "--token-file", file("token"));

        assertThat(run.err()).as("stderr").endsWith("1,200 accounts left out: you may not see them\n");
        assertThat(run.exitCode()).isEqualTo(ExitCode.GOOD);
    }

    private static void assertFails(Cli run, String code, String nextStep) {
        assertThat(run.err()).contains(code).containsPattern("next step: .*" + nextStep);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
    }

    private Cli scans(String host, String... options) {
        var words = new ArrayList<>(List.of("scans", "--server", host + ":" + server.getPort()));
        words.addAll(List.of(options));
        return Cli.run(words.toArray(String[]::new));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject(name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private Server serve(String name, boolean clientCertificate) throws Exception {
        var certificate = new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .buildIssuedBy(ca);
        var tls = GrpcSslContexts.configure(SslContextBuilder.forServer(
                        certificate.getKeyPair().getPrivate(), certificate.getCertificatePath()))
                .trustManager(ca.getCertificate())
                .clientAuth(clientCertificate ? ClientAuth.REQUIRE : ClientAuth.NONE);
        return NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
                .sslContext(tls.build())
                .addService(new Scans())
                .intercept(new Tokens())
                .build()
                .start();
    }

    private final class Scans extends ScanServiceGrpc.ScanServiceImplBase {

        @Override
        public void listScans(ListScansRequest request, StreamObserver<ListScansResponse> response) {
            response.onNext(answer);
            response.onCompleted();
        }
    }

    /** Knows the token "good", and "weak" as one without a role. */
    private static final class Tokens implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            var token = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
            if ("Bearer good".equals(token)) {
                return next.startCall(call, headers);
            }
            call.close("Bearer weak".equals(token) ? Status.PERMISSION_DENIED : Status.UNAUTHENTICATED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }
}
