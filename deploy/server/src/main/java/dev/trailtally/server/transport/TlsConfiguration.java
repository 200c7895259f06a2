package dev.trailtally.server.transport;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * The certificates of a service, as PEM files that may be replaced while it runs.
 *
 * @param certificate the certificate chain, the service's own first; none for plaintext
 * @param privateKey the key of the certificate, PKCS #8 without a password
 * @param clientCa the certificates that sign those of clients; none if clients need no certificate
 * @param clientAuth whether a client needs a certificate if there is a client CA: require; optional, beside tokens; or none, so
 *     that no client is asked for one
 * @param reloadInterval how often the files are looked at
 */
@ConfigurationProperties("server.tls")
public record TlsConfiguration(
        @Bindable(defaultValue = "") String certificate,
        @Bindable(defaultValue = "") String privateKey,
        @Bindable(defaultValue = "") String clientCa,
        @Bindable(defaultValue = "require") ClientCertificate clientAuth,
        @Bindable(defaultValue = "10s") Duration reloadInterval) {

    /** Whether a client of a service that has a client CA needs a certificate. */
    public enum ClientCertificate {
        NONE,
        OPTIONAL,
        REQUIRE
    }

    public TlsConfiguration {
        if (certificate.isEmpty() != privateKey.isEmpty()) {
            throw new IllegalArgumentException("server.tls.certificate and server.tls.private-key belong together; "
                    + (certificate.isEmpty() ? "the first" : "the second") + " is missing");
        }
        if (certificate.isEmpty() && !clientCa.isEmpty()) {
            throw new IllegalArgumentException(
                    "server.tls.client-ca needs server.tls.certificate and server.tls.private-key");
        }
        if (reloadInterval.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "server.tls.reload-interval must be at least 100ms, is " + reloadInterval);
        }
    }

    /** Whether the service has a certificate. */
    public boolean enabled() {
        return !certificate.isEmpty();
    }
}
