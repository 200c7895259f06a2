package dev.trailtally.collector.cloudtrail;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Formats that hold no records as they are, known by their first bytes. */
enum Format {
    ZIP("a zip archive", true, "PK\3\4"),
    EMPTY_ZIP("a zip archive", true, "PK\5\6"),
    GZIP("compressed with gzip twice", true, "\u001f\u008b"),
    BZIP2("compressed with bzip2", true, "BZh"),
    ZSTANDARD("compressed with Zstandard", true, "(\u00b5/\u00fd"),
    XZ("compressed with xz", true, "\u00fd7zXZ\0"),
    LZ4("compressed with LZ4", true, "\u0004\"M\u0018"),
    SNAPPY("compressed with Snappy", true, "\u00ff\u0006\0\0sNaPpY"),
    COMPRESS("compressed with compress", true, "\u001f\u009d"),
    SEVEN_ZIP("a 7z archive", true, "7z\u00bc\u00af'\u001c"),
    TAR("a tar archive", true, "ustar", 257),
    PARQUET("a Parquet file", false, "PAR1"),
    AVRO("an Avro file", false, "Obj\1"),
    ORC("an ORC file", false, "ORC"),
    SQLITE("an SQLite database", false, "SQLite format 3\0"),
    PDF("a PDF document", false, "%PDF"),
    PNG("an image", false, "\u0089PNG"),
    JPEG("an image", false, "\u00ff\u00d8\u00ff"),
    GIF("an image", false, "GIF8"),
    APPLE_DOUBLE("an AppleDouble file of macOS", false, "\0\5\u0016\7"),
    HTML("an HTML page", false, "<html"),
    HTML_DOCTYPE("an HTML page", false, "<!doctype html"),
    XML("an XML document", false, "<?xml");

    // An object, a list of objects or texts, a text that holds one, or a line of CloudWatch Logs' export.
    private static final Pattern RECORDS = Pattern.compile(
            "\\{\\s*([\"}]|$)|\\[[\\s\\[]*([{\"\\]]|$)|\"\\s*[{\\[]" + "|\\d{4}-\\d\\d-\\d\\dT\\S+\\s+\\{");

    private final String words;
    private final boolean container;
    private final String magic;
    private final int offset;

    Format(String words, boolean container, String magic) {
        this(words, container, magic, 0);
    }

    Format(String words, boolean container, String magic, int offset) {
        this.words = words;
        this.container = container;
        this.magic = magic;
        this.offset = offset;
    }

    /** The format that the bytes begin in; null if it is none of these. */
    static @Nullable Format of(byte[] head, int length) {
        if (length == 0 || head[0] == '{') {
            return null;
        }
        var bytes = new String(head, 0, length, StandardCharsets.ISO_8859_1);
        var markup = text(head, length).toLowerCase(Locale.ROOT);
        for (var format : values()) {
            if (bytes.startsWith(format.magic, format.offset)
                    || (format.magic.startsWith("<") && markup.startsWith(format.magic))) {
                return format;
            }
        }
        return null;
    }

    /** Whether the bytes begin as JSON or lines of JSON do; so do none at all. */
    static boolean looksLikeRecords(byte[] head, int length) {
        var text = text(head, length);
        return text.isEmpty() || RECORDS.matcher(text).lookingAt();
    }

    private static String text(byte[] head, int length) {
        var utf16 = Utf16Input.detect(head, length);
        return utf16 == null
                ? new String(head, 0, length, StandardCharsets.ISO_8859_1)
                        .replaceFirst("^\u00ef\u00bb\u00bf", "")
                        .strip()
                : new String(head, 0, length, utf16).replaceFirst("^\ufeff", "").strip();
    }

    /** Whether it may hold logs inside, so that leaving it alone would leave out events. */
    boolean mayHoldLogs() {
        return container;
    }

    String advice() {
        return "is " + words + (container ? ": unpack it first" : ", not a CloudTrail log");
    }
}
