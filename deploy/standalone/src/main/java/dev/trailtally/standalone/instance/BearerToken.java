package dev.trailtally.standalone.instance;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** The token of a file, which is read for each call: another program may renew it at any time. */
final class BearerToken extends CallCredentials {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MAX_BYTES = 16 * 1024;

    private final Path file;

    BearerToken(Path file) {
        this.file = file;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
        executor.execute(() -> {
            try {
                var headers = new Metadata();
                headers.put(AUTHORIZATION, "Bearer " + read(file));
                applier.apply(headers);
            } catch (IOException e) {
                applier.fail(
                        Status.UNAUTHENTICATED.withDescription(e.getMessage()).withCause(e));
            }
        });
    }

    /** The content of a token file; no message has it. */
    static String read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("the token file " + file + " does not exist or cannot be read");
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            var token = new String(bytes, StandardCharsets.UTF_8).strip();
            if (bytes.length > MAX_BYTES || !token.matches("[!-~]+")) {
                throw new IOException("the token file " + file + " does not hold one token");
            }
            return token;
        }
    }
}
