package dev.trailtally.benchmarks.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;

/** A certificate for localhost, and an issuer of tokens, as files in a folder. */
final class Identities {

    static final String ISSUER = "https://issuer.example.com";
    static final String AUDIENCE = "trailtally";

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "server";

    private final Path folder;
    private final ECKey key;

    private Identities(Path folder, ECKey key) {
        this.folder = folder;
        this.key = key;
    }

    static Identities create(Path folder) throws IOException, InterruptedException {
        try {
            var identities = new Identities(
                    folder, new ECKeyGenerator(Curve.P_256).keyID("1").generate());
            Files.writeString(identities.jwks(), new JWKSet(identities.key.toPublicJWK()).toString());
            identities.writeCertificate();
            return identities;
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IOException("no keys could be made", e);
        }
    }

    Path jwks() {
        return folder.resolve("jwks.json");
    }

    Path certificate() {
        return folder.resolve("server.pem");
    }

    Path privateKey() {
        return folder.resolve("server.key");
    }

    /** A token of an operator of all accounts, valid for a day. */
    String token() throws IOException {
        var claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("benchmark")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofDays(1))))
                .claim("trailtally_role", "operator")
                .claim("trailtally_accounts", List.of("*"))
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("1").build(), claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IOException("the token could not be signed", e);
        }
        return token.serialize();
    }

    private void writeCertificate() throws IOException, InterruptedException, GeneralSecurityException {
        var store = folder.resolve("server.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        ALIAS,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        if (made.waitFor() != 0) {
            throw new IOException("keytool made no certificate");
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Files.writeString(
                certificate(), pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
        Files.writeString(
                privateKey(), pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
    }
}
