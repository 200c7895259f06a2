package dev.trailtally.standalone.command;

import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.Optional;

/** What to do if services cannot be reached safely, or refuse the caller. */
final class ConnectionFailure {

    private ConnectionFailure() {}

    static Optional<String> nextStep(StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
            case UNAUTHENTICATED ->
                Optional.of("name a file with a valid token (--token-file), or your certificate (--certificate,"
                        + " --private-key)");
            case PERMISSION_DENIED -> Optional.of("ask the operator of the services for the role or the accounts");
            case UNAVAILABLE -> ofTransport(causes(failure));
            default -> Optional.empty();
        };
    }

    private static Optional<String> ofTransport(String causes) {
        if (causes.contains("certification path") || causes.contains("pkix path")) {
            return Optional.of("the server's certificate is of an unknown CA or has expired; name its CA with --ca");
        }
        if (causes.contains("no subject alternative") || causes.contains("no name matching")) {
            return Optional.of("the server's certificate is for another name; use a name in it with --server");
        }
        if (causes.contains("not an ssl/tls record")) {
            return Optional.of("the server does not speak TLS; use its TLS port, or, if something else encrypts the"
                    + " traffic, --insecure-plaintext");
        }
        if (causes.contains("fatal alert") || causes.contains("certificate_required")) {
            return Optional.of("the server refused the TLS connection; it may need your certificate (--certificate,"
                    + " --private-key), or one of its CA");
        }
        if (causes.contains("network closed for unknown reason") || causes.contains("first received frame")) {
            return Optional.of("the server may speak TLS, and this was plaintext; name its CA with --ca");
        }
        return Optional.empty();
    }

    private static String causes(Throwable failure) {
        var text = new StringBuilder();
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append('\n');
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }
}
