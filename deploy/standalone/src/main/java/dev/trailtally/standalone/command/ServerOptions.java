package dev.trailtally.standalone.command;

import dev.trailtally.standalone.instance.Connection;
import dev.trailtally.standalone.instance.ServerAddresses;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How to reach running services, as options; each has an environment variable for those who always use the same ones. */
final class ServerOptions {

    @Option(
            names = "--server",
            paramLabel = "<address>",
            description = "Ask running services at <host>:<port>, or collector=<host>:<port>,aggregator=<host>:<port>,"
                    + "report=<host>:<port>; with TLS, unless the address is loopback and no --ca or --certificate is"
                    + " given (TRAILTALLY_SERVER). Default: your own on this machine, if they are running.")
    private @Nullable String server;

    @Option(
            names = "--ca",
            paramLabel = "<file>",
            description = "The CA of the services, PEM (TRAILTALLY_CA). Default: the CAs that Java trusts.")
    private @Nullable Path ca;

    @Option(
            names = "--token-file",
            paramLabel = "<file>",
            description = "Send the bearer token in this file, which is read again for each call"
                    + " (TRAILTALLY_TOKEN_FILE).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--certificate",
            paramLabel = "<file>",
            description = "Your certificate chain, PEM, for services that know callers by it (TRAILTALLY_CERTIFICATE).")
    private @Nullable Path certificate;

    @Option(
            names = "--private-key",
            paramLabel = "<file>",
            description = "The key of --certificate, PKCS #8 (TRAILTALLY_PRIVATE_KEY).")
    private @Nullable Path privateKey;

    @Option(
            names = "--insecure-plaintext",
            description = "Do not encrypt (TRAILTALLY_INSECURE_PLAINTEXT=true); excludes --token-file beyond loopback.")
    private boolean insecurePlaintext;

    /** Whether services are named; a folder that the user named goes before the environment. */
    boolean named(@Nullable Path keep) {
        return server != null || (keep == null && System.getenv("TRAILTALLY_SERVER") != null);
    }

    /** How to reach the named services; null if none are named. */
    @Nullable
    Connection connection(CommandLine line, @Nullable Path keep) {
        return connectionUnless(line, keep == null ? null : "--keep");
    }

    /** @param local the option that asks for a database of this machine, which goes before the environment; null if there is none */
    @Nullable
    Connection connectionUnless(CommandLine line, @Nullable String local) {
        if (server != null && local != null) {
            throw new ParameterException(line, "--server and " + local + " exclude each other.");
        }
        var address = server != null || local != null ? server : System.getenv("TRAILTALLY_SERVER");
        if (address == null) {
            if (ca != null || tokenFile != null || certificate != null || privateKey != null || insecurePlaintext) {
                throw new ParameterException(
                        line,
                        "--ca, --token-file, --certificate, --private-key and --insecure-plaintext need --server.");
            }
            return null;
        }
        try {
            return new Connection(
                    ServerAddresses.parse(address),
                    file(ca, "TRAILTALLY_CA"),
                    file(tokenFile, "TRAILTALLY_TOKEN_FILE"),
                    file(certificate, "TRAILTALLY_CERTIFICATE"),
                    file(privateKey, "TRAILTALLY_PRIVATE_KEY"),
                    insecurePlaintext || Boolean.parseBoolean(System.getenv("TRAILTALLY_INSECURE_PLAINTEXT")));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, "--server: " + e.getMessage(), e);
        }
    }

    private static @Nullable Path file(@Nullable Path named, String variable) {
        var usual = System.getenv(variable);
        return named != null || usual == null ? named : Path.of(usual);
    }
}
