package dev.trailtally.server.caller;

import com.google.rpc.Code;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks tokens: signature, issuer, audience and times. */
final class Tokens {

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final int MAX_LENGTH = 6_000;
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Jwks keys;

    Tokens(JwtConfiguration configuration, Clock clock) {
        keys = new Jwks(configuration.jwks(), clock);
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), (JOSEObjectType) null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        var issued = new JWTClaimsSet.Builder().issuer(configuration.issuer()).build();
        var claims =
                new DefaultJWTClaimsVerifier<SecurityContext>(configuration.audience(), issued, Set.of("sub", "exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew((int) configuration.clockSkew().toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** Whether the issuer's keys could be read when they were last needed. */
    boolean issuerUp() {
        return keys.issuerUp();
    }

    /** The claims of a valid token; UNAUTHENTICATED for any other. */
    JWTClaimsSet check(String token) {
        if (token.length() > MAX_LENGTH) {
            throw refused("TOKEN_TOO_LONG", "the token is longer than " + MAX_LENGTH + " characters");
        }
        try {
            return processor.process(token, null);
        } catch (KeySourceException e) {
            log.debug("no keys to check a token with", e);
            throw RpcErrors.failure(
                    Code.UNAVAILABLE,
                    "ISSUER_UNAVAILABLE",
                    "the keys of the token issuer cannot be read at the moment; call again",
                    Map.of());
        } catch (ExpiredJWTException e) {
            throw refused("TOKEN_EXPIRED", "the token has expired; get a new one");
        } catch (BadJOSEException | JOSEException | ParseException | IllegalArgumentException e) {
            // Only the operator may learn the reason: it would help to forge a token.
            log.debug("refused a token", e);
            throw refused("TOKEN_INVALID", "the token is not valid for this service");
        }
    }

    static StatusRuntimeException refused(String reason, String message) {
        return RpcErrors.failure(Code.UNAUTHENTICATED, reason, message, Map.of());
    }
}
