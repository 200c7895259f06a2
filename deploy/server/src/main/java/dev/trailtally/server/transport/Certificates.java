package dev.trailtally.server.transport;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.grpc.util.CertificateUtils;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates of the service and of its clients' CA. Replaced files are used by the next connection. */
@Singleton
@Requires(property = "server.tls.certificate", pattern = ".+")
public final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final TlsConfiguration configuration;
    private final AdvancedTlsX509KeyManager keyManager = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trustManager;
    private byte[] identity = {};
    private byte[] clientCa = {};
    private volatile Instant expiry = Instant.MAX;

    Certificates(TlsConfiguration configuration) {
        this.configuration = configuration;
        try {
            // The CA of clients: their certificates name callers, not hosts.
            trustManager = AdvancedTlsX509TrustManager.newBuilder()
                    .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                    .build();
            readIdentity();
            readClientCa();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new ConfigurationException("the files of server.tls cannot be used: " + explanation(e), e);
        }
    }

    /** When the certificate of the service ends. */
    public Instant expiry() {
        return expiry;
    }

    AdvancedTlsX509KeyManager keyManager() {
        return keyManager;
    }

    AdvancedTlsX509TrustManager trustManager() {
        return trustManager;
    }

    @Scheduled(fixedDelay = "${server.tls.reload-interval:10s}")
    void reload() {
        reload("certificate or private key", this::readIdentity);
        reload("client CA", this::readClientCa);
    }

    private static void reload(String what, Reading reading) {
        try {
            reading.read();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            LOG.warn(
                    "The new {} cannot be used; the former one stays in use until the file is mended: {}",
                    what,
                    explanation(e));
        }
    }

    private synchronized void readIdentity() throws IOException, GeneralSecurityException {
        var chain = Files.readAllBytes(Path.of(configuration.certificate()));
        var key = Files.readAllBytes(Path.of(configuration.privateKey()));
        var read = Arrays.copyOf(chain, chain.length + key.length);
        System.arraycopy(key, 0, read, chain.length, key.length);
        if (Arrays.equals(read, identity)) {
            return;
        }
        var certificates = CertificateUtils.getX509Certificates(new ByteArrayInputStream(chain));
        if (certificates.length == 0) {
            throw new GeneralSecurityException(configuration.certificate() + " has no certificate");
        }
        var privateKey = CertificateUtils.getPrivateKey(new ByteArrayInputStream(key));
        checkPair(certificates[0], privateKey);
        keyManager.updateIdentityCredentials(certificates, privateKey);
        identity = read;
        expiry = certificates[0].getNotAfter().toInstant();
        LOG.info("The certificate of {} is in use until {}", certificates[0].getSubjectX500Principal(), expiry);
    }

    private synchronized void readClientCa() throws IOException, GeneralSecurityException {
        if (configuration.clientCa().isEmpty()) {
            return;
        }
        var read = Files.readAllBytes(Path.of(configuration.clientCa()));
        if (Arrays.equals(read, clientCa)) {
            return;
        }
        var certificates = CertificateUtils.getX509Certificates(new ByteArrayInputStream(read));
        if (certificates.length == 0) {
            throw new GeneralSecurityException(configuration.clientCa() + " has no certificate");
        }
        trustManager.updateTrustCredentials(certificates);
        clientCa = read;
        LOG.info("Certificates of clients are accepted from {} CAs", certificates.length);
    }

    /** While files are replaced one after the other, a new certificate may stand beside the former key. */
    private static void checkPair(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        var signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        var signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        boolean fits;
        try {
            fits = signature.verify(signed);
        } catch (GeneralSecurityException e) {
            fits = false;
        }
        if (!fits) {
            throw new GeneralSecurityException("the private key does not belong to the certificate");
        }
    }

    /** A file that is missing has only its name as a message. */
    private static String explanation(Exception e) {
        return e instanceof NoSuchFileException missing
                ? missing.getFile() + " does not exist"
                : String.valueOf(e.getMessage());
    }

    private interface Reading {
        void read() throws IOException, GeneralSecurityException;
    }
}
