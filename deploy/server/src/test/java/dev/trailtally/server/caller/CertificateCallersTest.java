package dev.trailtally.server.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.server.transport.TestServer;
import io.micronaut.context.exceptions.ConfigurationException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateCallersTest {

    @TempDir
    Path folder;

    private final Asked asked = new Asked();

    @Test
    void theNamesOfAClientCertificateAreLookedUpInTheMapping() throws Exception {
        var ca = new CertificateBuilder()
                .subject("CN=ca")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        try (var server = new TestServer(tls(ca), asked.reports, asked.rollups)) {
            var uri = client().addSanUriName("spiffe://example.com/ci").buildIssuedBy(ca);
            assertThat(asked.read(server.encrypted(ca, uri), null))
                    .as("URI")
                    .isEqualTo("spiffe://example.com/ci ROLE_ADMIN " + Accounts.ALL);
            assertThat(asked.read(
                            server.encrypted(
                                    ca, client().addSanDnsName("ci.example.com").buildIssuedBy(ca)),
                            null))
                    .as("DNS")
                    .startsWith("ci.example.com ROLE_READER");
            assertThat(asked.read(
                            server.encrypted(
                                    ca,
                                    client().addSanRfc822Name("ci@example.com").buildIssuedBy(ca)),
                            null))
                    .as("e-mail")
                    .startsWith("ci@example.com ROLE_OPERATOR");
            assertThat(asked.read(server.encrypted(ca, client().buildIssuedBy(ca)), null))
                    .as("common name only")
                    .isEqualTo("UNAUTHENTICATED CALLER_UNKNOWN");
            assertThat(asked.read(
                            server.encrypted(ca, client().addSanDnsName("other").buildIssuedBy(ca)), null))
                    .as("not in the mapping")
                    .isEqualTo("PERMISSION_DENIED NO_ROLE");
            assertThat(asked.read(server.encrypted(ca, uri), "token"))
                    .as("a token beside it")
                    .isEqualTo("UNAUTHENTICATED TOKEN_NOT_ACCEPTED");
        }
    }

    @Test
    void withoutConfigurationEverybodyOfThisMachineMayDoEverything() {
        try (var server = new TestServer(Map.of(), asked.reports, asked.rollups)) {
            assertThat(asked.drop(server.plaintext(), null)).isEqualTo("anonymous ROLE_ADMIN " + Accounts.ALL);
        }
    }

    @Test
    void beyondThisMachineAServiceNeedsToKnowItsCallers() {
        assertThatThrownBy(() -> new TestServer(
                                Map.of("grpc.server.host", "0.0.0.0", "server.insecure-plaintext", true), asked.reports)
                        .close())
                .rootCause()
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("callers.anonymous-role");
        try (var server = new TestServer(
                Map.of(
                        "grpc.server.host", "0.0.0.0",
                        "server.insecure-plaintext", true,
                        "callers.anonymous-role", "reader"),
                asked.reports,
                asked.rollups)) {
            assertThat(asked.read(server.plaintext(), null)).isEqualTo("anonymous ROLE_READER " + Accounts.ALL);
            assertThat(asked.drop(server.plaintext(), null)).isEqualTo("PERMISSION_DENIED ROLE_REQUIRED");
        }
    }

    private Map<String, Object> tls(X509Bundle ca) throws Exception {
        var server = new CertificateBuilder()
                .subject("CN=server")
                .addSanDnsName("localhost")
                .buildIssuedBy(ca);
        Files.writeString(folder.resolve("server.pem"), server.getCertificatePathPEM());
        Files.writeString(folder.resolve("server.key"), server.getPrivateKeyPEM());
        Files.writeString(folder.resolve("ca.pem"), ca.getCertificatePEM());
        Files.writeString(folder.resolve("callers.yaml"), """
                spiffe://example.com/ci: {role: admin, accounts: "*"}
                ci.example.com: {role: reader, accounts: ["012345678901"]}
                ci@example.com: {role: operator, accounts: ["012345678901"]}
                """);
        return Map.of(
                "server.tls.certificate", folder.resolve("server.pem").toString(),
                "server.tls.private-key", folder.resolve("server.key").toString(),
                "server.tls.client-ca", folder.resolve("ca.pem").toString(),
                "callers.mapping", folder.resolve("callers.yaml").toString());
    }

    private static CertificateBuilder client() {
        return new CertificateBuilder().subject("CN=ci.example.com");
    }
}
