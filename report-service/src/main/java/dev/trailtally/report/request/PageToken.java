package dev.trailtally.report.request;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import dev.trailtally.rpc.RpcErrors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key of the last row of a page, bound to the request it answered; new data between two pages does not matter. */
public final class PageToken {

    private static final String FIELD = "page_token";
    private static final int DIGEST_BYTES = 16;
    private static final int MAX_TOKEN_LENGTH = 64 * 1024;

    private PageToken() {}

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
    public static @Nullable List<String> key(Message request, int size) {
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

    private static @Nullable List<String> decoded(Message request, String token) {
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
                .clearField(field(request, "page_size"))
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
