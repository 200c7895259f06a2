package dev.trailtally.collector.scan;

import com.google.protobuf.CodedOutputStream;
import dev.trailtally.collector.v1.CreateScanRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A request that a caller can send again.
 *
 * @param key of the caller and the id that it chose: the ids of one caller are not those of another
 * @param content of all that it asks, so that the id is not used again for something else
 */
public record RequestId(UUID key, UUID content) {

    /** @param chosen the id of the request */
    public static RequestId of(UUID chosen, String caller, CreateScanRequest request) {
        var key = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(chosen.getMostSignificantBits())
                .putLong(chosen.getLeastSignificantBits());
        return new RequestId(
                hash(key.array(), caller.getBytes(StandardCharsets.UTF_8)),
                hash(bytes(request.toBuilder().clearRequestId().build())));
    }

    private static byte[] bytes(CreateScanRequest request) {
        var bytes = new byte[request.getSerializedSize()];
        var out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            request.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private static UUID hash(byte[]... parts) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                sha.update(part);
            }
            var hash = ByteBuffer.wrap(sha.digest());
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
