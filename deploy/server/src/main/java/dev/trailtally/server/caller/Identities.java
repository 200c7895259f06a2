package dev.trailtally.server.caller;

import com.google.rpc.Code;
import dev.trailtally.authorization.v1.Role;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.Loopback;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.grpc.server.GrpcServerConfiguration;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Finds out who calls: by token, else by client certificate, else nobody known. */
@Singleton
final class Identities {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";
    private static final String ANONYMOUS = "anonymous";
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    private final JwtConfiguration jwt;
    private final boolean configured;
    private final @Nullable Tokens tokens;
    private final @Nullable Mapping mapping;
    private final @Nullable Caller anonymous;
    private final boolean oneUser;

    Identities(
            GrpcServerConfiguration server,
            CallersConfiguration callers,
            JwtConfiguration jwt,
            MeterRegistry meters,
            @Nullable @Named("callers") Clock clock) {
        this.jwt = jwt;
        this.configured = jwt.enabled() || !callers.mapping().isEmpty();
        this.tokens = jwt.enabled() ? new Tokens(jwt, clock == null ? Clock.systemUTC() : clock) : null;
        this.mapping = callers.mapping().isEmpty() ? null : new Mapping(Path.of(callers.mapping()));
        this.oneUser = !configured && callers.anonymousRole().isEmpty();
        if (tokens != null) {
            Gauge.builder("trailtally.token.issuer.up", tokens, checked -> checked.issuerUp() ? 1 : 0)
                    .description(
                            "0 while the keys of the token issuer cannot be read, so that former ones stay in use; else 1")
                    .register(meters);
        }
        if (!callers.anonymousRole().isEmpty()) {
            this.anonymous = new Caller(ANONYMOUS, Grant.role(callers.anonymousRole()), Accounts.ALL);
        } else if (configured) {
            this.anonymous = null;
        } else if (Loopback.isLoopback(Loopback.host(server))) {
            this.anonymous = new Caller(ANONYMOUS, Role.ROLE_ADMIN, Accounts.ALL);
        } else {
            throw new ConfigurationException("refusing to listen on " + Loopback.host(server)
                    + " without knowing who calls: set callers.jwt.* for tokens, callers.mapping for client"
                    + " certificates, or callers.anonymous-role (CALLERS_ANONYMOUS_ROLE) to serve everybody");
        }
    }

    /** Whether only programs of this machine call, and callers are not told apart. */
    boolean servesOneUser() {
        return oneUser;
    }

    Caller identify(Metadata headers, Attributes connection) {
        var authorization = headers.get(AUTHORIZATION);
        if (authorization != null && configured) {
            return byToken(authorization);
        }
        var names = certificateNames(connection);
        if (mapping != null) {
            for (var name : names) {
                var grant = mapping.find(name);
                if (grant != null) {
                    return new Caller(name, grant.role(), grant.accounts());
                }
            }
        }
        if (anonymous != null) {
            return anonymous;
        }
        throw names.isEmpty()
                ? Tokens.refused(
                        "CALLER_UNKNOWN",
                        "the service needs to know who calls; send a token"
                                + " (authorization: Bearer) or use a client certificate")
                : noRole("the client certificate has no role here");
    }

    private Caller byToken(String authorization) {
        if (tokens == null) {
            throw Tokens.refused("TOKEN_NOT_ACCEPTED", "the service accepts no tokens; use a client certificate");
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Tokens.refused("TOKEN_INVALID", "authorization must be \"Bearer\" and a token");
        }
        var claims = tokens.check(authorization.substring(BEARER.length()).trim());
        var name = claims.getSubject();
        if (name == null || name.isBlank()) {
            throw Tokens.refused("TOKEN_INVALID", "the token names nobody: its \"sub\" is empty");
        }
        var mapped = mapping == null ? null : mapping.find(name);
        if (mapped != null) {
            return new Caller(name, mapped.role(), mapped.accounts());
        }
        try {
            var role = Grant.role(claims.getClaim(jwt.roleClaim()));
            if (role != Role.ROLE_UNSPECIFIED) {
                return new Caller(name, role, Grant.accounts(claims.getClaim(jwt.accountsClaim())));
            }
        } catch (IllegalArgumentException e) {
            throw noRole("the accounts in the token cannot be read: " + e.getMessage());
        }
        throw noRole("the token's subject has no role here: neither in the token nor in the mapping");
    }

    /** URI, DNS names and e-mail addresses of the client's certificate; none if it has none. */
    private static List<String> certificateNames(Attributes connection) {
        var session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return List.of();
        }
        var names = new ArrayList<String>();
        try {
            var certificate = (X509Certificate) session.getPeerCertificates()[0];
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (var name : alternatives) {
                    var type = (int) name.get(0);
                    if (type == EMAIL || type == DNS || type == URI) {
                        names.add((String) name.get(1));
                    }
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        } catch (CertificateParsingException e) {
            throw noRole("the names in the client certificate cannot be read");
        }
        return names;
    }

    private static StatusRuntimeException noRole(String message) {
        return RpcErrors.failure(Code.PERMISSION_DENIED, "NO_ROLE", message, Map.of());
    }
}
