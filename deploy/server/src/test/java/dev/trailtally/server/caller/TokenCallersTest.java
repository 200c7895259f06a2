package dev.trailtally.server.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.trailtally.server.transport.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCallersTest {

    private static final String TEAM_A = "team-a ROLE_READER Accounts[all=false, ids=[012345678901], units=[]]";

    private static RSAKey rsa;
    private static JWK ec;
    private static RSAKey next;

    @TempDir
    Path folder;

    private final MovedClock clock = new MovedClock();
    private final Asked asked = new Asked();
    private Issuer issuer;
    private TestServer server;

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        next = new RSAKeyGenerator(2048).keyID("next").generate();
    }

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer(clock);
        issuer.keys = List.of(rsa, ec);
        Files.writeString(folder.resolve("callers.yaml"), "team-m: {role: admin, accounts: ['*']}");
        server = new TestServer(
                Map.of(
                        "callers.jwt.issuer",
                        Issuer.NAME,
                        "callers.jwt.audience",
                        Issuer.AUDIENCE,
                        "callers.jwt.jwks",
                        issuer.jwks(),
                        "callers.mapping",
                        folder.resolve("callers.yaml").toString()),
                clock,
                asked.reports,
                asked.rollups);
    }

    @AfterEach
    void stop() {
        server.close();
        issuer.close();
    }

    @Test
    void aValidTokenOfEitherKeyTypeNamesItsCaller() throws Exception {
        assertThat(read(rsaToken(issuer.claims()))).as("RSA").isEqualTo(TEAM_A);
        assertThat(read(Issuer.signed(rsa, JWSAlgorithm.PS512, issuer.claims().build())))
                .as("RSA-PSS")
                .isEqualTo(TEAM_A);
        assertThat(read(Issuer.signed(ec, JWSAlgorithm.ES256, issuer.claims().build())))
                .as("EC")
                .isEqualTo(TEAM_A);
        assertThat(issuer.requests).as("requests for keys").hasValue(1);
    }

    @Test
    void aCallWithoutATokenIsUnauthenticated() {
        assertThat(asked.read(server.plaintext(), null)).isEqualTo("UNAUTHENTICATED CALLER_UNKNOWN");
    }

    @Test
    void timesAreCheckedWithTheClockSkew() throws Exception {
        assertThat(read(rsaToken(issuer.claims().expirationTime(issuer.in(Duration.ofSeconds(-50))))))
                .as("expired within the skew")
                .isEqualTo(TEAM_A);
        assertThat(read(rsaToken(issuer.claims().expirationTime(issuer.in(Duration.ofSeconds(-70))))))
                .as("expired")
                .isEqualTo("UNAUTHENTICATED TOKEN_EXPIRED");
        assertThat(read(rsaToken(issuer.claims().notBeforeTime(issuer.in(Duration.ofSeconds(50))))))
                .as("not yet valid within the skew")
                .isEqualTo(TEAM_A);
        assertInvalid("not yet valid", rsaToken(issuer.claims().notBeforeTime(issuer.in(Duration.ofSeconds(70)))));
        assertInvalid("without exp", rsaToken(issuer.claims().expirationTime(null)));
    }

    @Test
    void tokensForOthersOfOthersAndForgedOnesAreUnauthenticated() throws Exception {
        var claims = issuer.claims().build();
        assertInvalid("wrong audience", rsaToken(issuer.claims().audience("another")));
        assertInvalid("wrong issuer", rsaToken(issuer.claims().issuer("https://other.example.com")));
        assertInvalid("alg none", new PlainJWT(claims).serialize());
        var publicKey = new OctetSequenceKey.Builder(rsa.toRSAPublicKey().getEncoded())
                .keyID("rsa")
                .build();
        assertInvalid("HS256 with the public key", Issuer.signed(publicKey, JWSAlgorithm.HS256, claims));
        var forger = new RSAKeyGenerator(2048).keyID("rsa").generate();
        assertInvalid("another key of the same id", Issuer.signed(forger, JWSAlgorithm.RS256, claims));
        assertInvalid("unknown key", Issuer.signed(next, JWSAlgorithm.RS256, claims));
        assertInvalid("garbage", "a.b.c");
        var large = issuer.claims().claim("large", "x".repeat(4_500)).build();
        assertThat(read(Issuer.signed(rsa, JWSAlgorithm.RS256, large))).isEqualTo("UNAUTHENTICATED TOKEN_TOO_LONG");
    }

    @Test
    void aTokenThatNamesNobodyIsInvalid() throws Exception {
        assertInvalid("without sub", rsaToken(issuer.claims().subject(null)));
        assertInvalid("sub null", rsaToken(issuer.claims().subject(null).serializeNullClaims(true)));
        assertInvalid("sub empty", rsaToken(issuer.claims().subject("")));
        assertInvalid("sub blank", rsaToken(issuer.claims().subject(" ")));
    }

    @Test
    void keysAreReadAgainForAnUnknownKeyOnceAMinute() throws Exception {
        var rotated = Issuer.signed(next, JWSAlgorithm.RS256, issuer.claims().build());
        assertThat(read(rsaToken(issuer.claims()))).isEqualTo(TEAM_A);
        issuer.keys = List.of(next);
        assertInvalid("within the minute", rotated);
        assertInvalid("within the minute, again", rotated);
        assertThat(issuer.requests).as("requests within the minute").hasValue(1);
        clock.move(Duration.ofMinutes(1));
        assertThat(read(rotated)).as("after the minute").isEqualTo(TEAM_A);
        assertInvalid("the former key", rsaToken(issuer.claims()));
        assertThat(issuer.requests).as("requests").hasValue(2);
    }

    @Test
    void knownKeysStayInUseWhileTheIssuerIsDown() throws Exception {
        issuer.answer = Issuer.Answer.FAILURE;
        assertThat(read(rsaToken(issuer.claims()))).as("no keys yet").isEqualTo("UNAVAILABLE ISSUER_UNAVAILABLE");
        assertThat(server.gauge("trailtally.token.issuer.up")).as("down").isZero();
        issuer.answer = Issuer.Answer.KEYS;
        clock.move(Duration.ofMinutes(1));
        assertThat(read(rsaToken(issuer.claims()))).as("up").isEqualTo(TEAM_A);
        assertThat(server.gauge("trailtally.token.issuer.up")).as("up").isOne();
        issuer.answer = Issuer.Answer.FAILURE;
        clock.move(Duration.ofHours(2));
        assertThat(read(rsaToken(issuer.claims()))).as("down again").isEqualTo(TEAM_A);
        assertThat(server.gauge("trailtally.token.issuer.up")).as("down again").isZero();
    }

    @Test
    void rolesComeFromTheMappingOrTheTokenOrTheCallIsDenied() throws Exception {
        assertThat(asked.drop(server.plaintext(), rsaToken(issuer.claims())))
                .as("a reader's call of an admin's rpc")
                .isEqualTo("PERMISSION_DENIED ROLE_REQUIRED");
        assertThat(asked.drop(server.plaintext(), rsaToken(issuer.claims().subject("team-m"))))
                .as("a reader by token who is admin by mapping")
                .isEqualTo("team-m ROLE_ADMIN " + Accounts.ALL);
        assertThat(read(rsaToken(issuer.claims().claim("trailtally_role", null))))
                .as("no role")
                .isEqualTo("PERMISSION_DENIED NO_ROLE");
        assertThat(read(rsaToken(issuer.claims().claim("trailtally_accounts", "everything"))))
                .as("accounts that are none")
                .isEqualTo("PERMISSION_DENIED NO_ROLE");
        assertThat(read(rsaToken(issuer.claims().claim("trailtally_accounts", null))))
                .as("no accounts")
                .isEqualTo("team-a ROLE_READER Accounts[all=false, ids=[], units=[]]");
    }

    @Test
    void aChangedMappingIsUsedAndABrokenOneIsNot() throws Exception {
        var token = rsaToken(issuer.claims().subject("team-m"));
        var changed = "team-m ROLE_OPERATOR Accounts[all=false, ids=[], units=[ou-ab12-cdef3456]]";
        map("{\"team-m\": {\"role\": \"operator\", \"accounts\": [\"ou-ab12-cdef3456\"]}}");
        assertThat(read(token)).as("changed").isEqualTo(changed);
        map("team-m: {role: admin");
        assertThat(read(token)).as("broken").isEqualTo(changed);
        map("team-m: {role: admin, accounts: [123456789012]}");
        assertThat(read(token)).as("an account that is a number").isEqualTo(changed);
        Files.delete(folder.resolve("callers.yaml"));
        assertThat(read(token)).as("deleted").isEqualTo(changed);
        map("team-m: {role: reader}");
        assertThat(read(token)).as("mended").isEqualTo("team-m ROLE_READER Accounts[all=false, ids=[], units=[]]");
    }

    @Test
    void keysComeByHttpsExceptOnThisMachine() {
        assertThatThrownBy(() -> new Jwks("http://issuer.example.com/jwks", clock))
                .hasMessageContaining("https");
    }

    private void map(String content) throws Exception {
        Files.writeString(folder.resolve("callers.yaml"), content);
    }

    private void assertInvalid(String what, String token) {
        assertThat(read(token)).as(what).isEqualTo("UNAUTHENTICATED TOKEN_INVALID");
    }

    private String read(String token) {
        return asked.read(server.plaintext(), token);
    }

    private static String rsaToken(JWTClaimsSet.Builder claims) throws Exception {
        return Issuer.signed(rsa, JWSAlgorithm.RS256, claims.build());
    }
}
