package dev.trailtally.collector.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-16, as PowerShell writes it, in UTF-8. */
final class Utf16Input extends InputStream {

    private static final int CHARACTERS = 8 << 10;
    private static final int MAX_BYTES_A_CHARACTER = 3;

    private final Reader reader;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final CharBuffer characters = CharBuffer.allocate(CHARACTERS).flip();
    private final ByteBuffer bytes =
            ByteBuffer.allocate(CHARACTERS * MAX_BYTES_A_CHARACTER).flip();

    Utf16Input(InputStream in, Charset charset) {
        this.reader = new InputStreamReader(in, charset);
    }

    /** The UTF-16 that bytes begin in: by their byte order mark, or by the zero byte beside a bracket; else null. */
    static @Nullable Charset detect(byte[] head, int length) {
        if (length < 2) {
            return null;
        }
        int first = ((head[0] & 0xff) << 8) | (head[1] & 0xff);
        return switch (first) {
            case 0xfffe, '{' << 8, '[' << 8 -> StandardCharsets.UTF_16LE;
            case 0xfeff, '{', '[' -> StandardCharsets.UTF_16BE;
            default -> null;
        };
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (!bytes.hasRemaining()) {
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(target, offset, count);
        return count;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** Half of a surrogate pair is kept for the next call. */
    private boolean fill() throws IOException {
        characters.compact();
        boolean end = reader.read(characters) < 0;
        characters.flip();
        if (end && !characters.hasRemaining()) {
            return false;
        }
        bytes.clear();
        encoder.encode(characters, bytes, end);
        bytes.flip();
        return true;
    }
}
