package dev.trailtally.rpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * The paging of the lists of all services. A token is the key of the last row of a page, bound to the request it answered; new
 * data between two pages does not matter.
 */
public final class PageToken {

    private static final String FIELD = "page_token";
    private static final String SIZE = "page_size";
    private static final int DIGEST_BYTES = 16;
    private static final int MAX_TOKEN_LENGTH = 64 * 1024;

    private PageToken() {}

    /** The requested page size, or the default if the request has none. */
    public static int size(Message request, int byDefault, int max) {
        int size = (Integer) request.getField(field(request, SIZE));
        if (size < 0 || size > max) {
            throw RpcErrors.invalidArgument(SIZE, "%d; 1 to %d are allowed".formatted(size, max));
        }
        return size == 0 ? byDefault : size;
    }

    public static String after(Message request, List<String> key) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.write(digest(request));
            for (var part : key) {
                var utf8 = part.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** The key in a request's token, of {@code size} parts; null for the first page. */
    public static List<String> key(Message request, int size) {
        var token = (String) request.getField(field(request, FIELD));
        if (token.isEmpty()) {
            return null;
        }
        var key = token.length() > MAX_TOKEN_LENGTH ? null : decoded(request, token);
        if (key == null || key.size() != size) {
            throw malformed();
        }
        return key;
    }

    /** The key in a request's token as an object; {@code beforeFirst} for the first page. */
    public static <T> T key(Message request, int size, T beforeFirst, Function<List<String>, T> parse) {
        var key = key(request, size);
        if (key == null) {
            return beforeFirst;
        }
        try {
            return parse.apply(key);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw malformed();
        }
    }

    private static List<String> decoded(Message request, String token) {
        var key = new ArrayList<String>();
        try (var in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(token)))) {
            if (!Arrays.equals(in.readNBytes(DIGEST_BYTES), digest(request))) {
                return null;
            }
            while (in.available() > 0) {
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    return null;
                }
                var part = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                if (part.indexOf('\0') >= 0) {
                    return null;
                }
                key.add(part);
            }
            return key;
        } catch (IllegalArgumentException | IOException e) {
            return null;
        }
    }

    /** Also for a part that has the wrong form. */
    public static RuntimeException malformed() {
        return RpcErrors.invalidArgument(
                FIELD, "is not a next_page_token of this request; repeat the request with all its fields unchanged");
    }

    // The page size may change from page to page.
    private static byte[] digest(Message request) {
        var asked = request.toBuilder()
                .clearField(field(request, FIELD))
                .clearField(field(request, SIZE))
                .build();
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(sha.digest(asked.toByteArray()), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Descriptors.FieldDescriptor field(Message request, String name) {
        return request.getDescriptorForType().findFieldByName(name);
    }
}
