package dev.trailtally.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.context.exceptions.ConfigurationException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    Path folder;

    private X509Bundle ca;
    private X509Bundle clientCa;

    @BeforeEach
    void makeCertificates() throws Exception {
        ca = authority("CN=servers");
        clientCa = authority("CN=clients");
        use(server(ca));
        Files.writeString(folder.resolve("client-ca.pem"), clientCa.getCertificatePEM());
    }

    @Test
    void aClientThatTrustsTheCaIsAnswered() throws Exception {
        try (var server = new TestServer(tls())) {
            assertThat(call(server.encrypted(ca, null))).isEqualTo(Code.OK);
        }
    }

    @Test
    void aClientInPlaintextIsNotAnswered() {
        try (var server = new TestServer(tls())) {
            assertThat(call(server.plaintext())).isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void aClientThatTrustsAnotherCaDoesNotConnect() throws Exception {
        try (var server = new TestServer(tls())) {
            assertThat(call(server.encrypted(authority("CN=others"), null))).isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void aClientNeedsACertificateOfTheClientCa() throws Exception {
        try (var server = new TestServer(mutualTls())) {
            assertThat(call(server.encrypted(ca, client(clientCa))))
                    .as("of the client CA")
                    .isEqualTo(Code.OK);
            assertThat(call(server.encrypted(ca, null))).as("no certificate").isEqualTo(Code.UNAVAILABLE);
            assertThat(call(server.encrypted(ca, client(ca))))
                    .as("of another CA")
                    .isEqualTo(Code.UNAVAILABLE);
            assertThat(call(server.encrypted(ca, expiredClient())))
                    .as("expired")
                    .isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void anOptionalCertificateIsCheckedIfThereIsOne() throws Exception {
        var settings = mutualTls();
        settings.put("server.tls.client-auth", "optional");
        try (var server = new TestServer(settings)) {
            assertThat(call(server.encrypted(ca, null))).as("no certificate").isEqualTo(Code.OK);
            assertThat(call(server.encrypted(ca, client(clientCa))))
                    .as("of the client CA")
                    .isEqualTo(Code.OK);
            assertThat(call(server.encrypted(ca, expiredClient())))
                    .as("expired")
                    .isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void noClientIsAskedForACertificateIfNoneIsWanted() throws Exception {
        var settings = mutualTls();
        settings.put("server.tls.client-auth", "none");
        try (var server = new TestServer(settings)) {
            assertThat(call(server.encrypted(ca, null))).as("no certificate").isEqualTo(Code.OK);
            assertThat(call(server.encrypted(ca, expiredClient())))
                    .as("expired")
                    .isEqualTo(Code.OK);
        }
    }

    @Test
    void replacedFilesAreUsedByTheNextConnection() throws Exception {
        try (var server = new TestServer(mutualTls())) {
            var certificates = server.context.getBean(Certificates.class);
            var nextCa = authority("CN=next servers");
            var nextClientCa = authority("CN=next clients");
            use(server(nextCa));
            Files.writeString(folder.resolve("client-ca.pem"), nextClientCa.getCertificatePEM());
            certificates.reload();

            assertThat(call(server.encrypted(nextCa, client(nextClientCa))))
                    .as("with both")
                    .isEqualTo(Code.OK);
            assertThat(call(server.encrypted(ca, client(nextClientCa))))
                    .as("former CA")
                    .isEqualTo(Code.UNAVAILABLE);
            assertThat(call(server.encrypted(nextCa, client(clientCa))))
                    .as("former client CA")
                    .isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void aBrokenNewFileLeavesTheFormerCertificateInUse() throws Exception {
        try (var server = new TestServer(tls())) {
            var certificates = server.context.getBean(Certificates.class);
            var expiry = certificates.expiry();
            Files.writeString(folder.resolve("server.pem"), "no certificate");
            certificates.reload();
            assertThat(call(server.encrypted(ca, null))).as("garbage").isEqualTo(Code.OK);

            Files.writeString(
                    folder.resolve("server.pem"), server(authority("CN=half")).getCertificatePathPEM());
            certificates.reload();
            assertThat(call(server.encrypted(ca, null)))
                    .as("certificate of another key")
                    .isEqualTo(Code.OK);
            assertThat(certificates.expiry()).isEqualTo(expiry);
        }
    }

    @Test
    void aServiceWithoutTlsListensOnThisMachineOnly() {
        assertThatThrownBy(
                        () -> new TestServer(Map.of("grpc.server.host", "0.0.0.0", "callers.anonymous-role", "reader"))
                                .close())
                .rootCause()
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("server.tls.certificate")
                .hasMessageContaining("server.insecure-plaintext");
        try (var server = new TestServer(Map.of(
                "grpc.server.host",
                "0.0.0.0",
                "server.insecure-plaintext",
                true,
                "callers.anonymous-role",
                "reader"))) {
            assertThat(call(server.plaintext())).isEqualTo(Code.OK);
        }
    }

    @Test
    void filesThatCannotBeUsedStopTheStart() throws IOException {
        Files.delete(folder.resolve("server.key"));

        assertThatThrownBy(() -> new TestServer(tls()).close()).rootCause().hasMessageContaining("server.key");
    }

    @Test
    void closedServicesAreUnimplemented() {
        try (var server = new TestServer(Map.of("server.health", false))) {
            assertThat(call(server.plaintext())).isEqualTo(Code.UNIMPLEMENTED);
        }
    }

    private Map<String, Object> tls() {
        return new HashMap<>(Map.of(
                "server.tls.certificate", folder.resolve("server.pem").toString(),
                "server.tls.private-key", folder.resolve("server.key").toString(),
                "server.tls.reload-interval", "1h"));
    }

    private Map<String, Object> mutualTls() {
        var settings = tls();
        settings.put("server.tls.client-ca", folder.resolve("client-ca.pem").toString());
        return settings;
    }

    private void use(X509Bundle server) throws IOException {
        Files.writeString(folder.resolve("server.pem"), server.getCertificatePathPEM());
        Files.writeString(folder.resolve("server.key"), server.getPrivateKeyPEM());
    }

    private static X509Bundle authority(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static X509Bundle server(X509Bundle authority) throws Exception {
        return new CertificateBuilder()
                .subject("CN=trailtally")
                .addSanDnsName("localhost")
                .buildIssuedBy(authority);
    }

    private static X509Bundle client(X509Bundle authority) throws Exception {
        return new CertificateBuilder().subject("CN=team").buildIssuedBy(authority);
    }

    private X509Bundle expiredClient() throws Exception {
        return new CertificateBuilder()
                .subject("CN=team")
                .notBefore(Instant.now().minus(Duration.ofDays(2)))
                .notAfter(Instant.now().minus(Duration.ofDays(1)))
                .buildIssuedBy(clientCa);
    }

    private static Code call(ManagedChannel channel) {
        try {
            HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }
}
