package dev.trailtally.collector.cloudtrail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogInputsTest {

    private static final String RECORD =
            "{\"eventName\":\"GetObject\",\"eventSource\":\"s3.amazonaws.com\",\"eventTime\":\"2023-07-10T12:15:00Z\"}";

    @Test
    void aTruncatedGzipKeepsTheRecordsBeforeTheCut() {
        var whole = gzip(records(2_000));
        var found = Found.in(Arrays.copyOf(whole, whole.length - 20));

        assertThat(found.unreadable).isEqualTo(Reason.DAMAGED_GZIP);
        assertThat(found.damaged).isTrue();
        assertThat(found.events).isNotEmpty();
        assertThat(Found.in(whole).events).hasSize(2_000);
        assertThat(Found.in(Arrays.copyOf(whole, whole.length - 4)).unreadable)
                .as("cut within the trailer")
                .isEqualTo(Reason.DAMAGED_GZIP);
    }

    @Test
    void nothingOfAGzipWithAFlippedBitIsRead() {
        var whole = gzip(records(500));
        var random = new Random(5);
        for (int round = 0; round < 300; round++) {
            var bytes = whole.clone();
            bytes[10 + random.nextInt(bytes.length - 10)] ^= (byte) (1 << random.nextInt(8));
            var found = Found.in(bytes);

            assertThat(found.unreadable).isIn(Reason.CHECKSUM_MISMATCH, Reason.DAMAGED_GZIP);
            assertThat(found.events).as(found.rejections.toString()).isEmpty();
        }
    }

    @Test
    void aChecksumOrSizeThatDoesNotMatchHasItsOwnReason() {
        for (int fromEnd : new int[] {8, 5, 4, 1}) {
            var bytes = gzip(records(10));
            bytes[bytes.length - fromEnd] ^= 0x10;
            var found = Found.in(bytes);

            assertThat(found.unreadable).isEqualTo(Reason.CHECKSUM_MISMATCH);
            assertThat(found.events).isEmpty();
        }
    }

    /** Larger than the buffer: checked in a pass of its own. */
    @Test
    void aLargeGzipIsCheckedBeforeItsFirstRecord() {
        var text = records(LogInputs.MAX_BUFFERED_BYTES / RECORD.length() + 10_000);
        var whole = gzip(text);
        var flipped = whole.clone();
        flipped[flipped.length - 6] ^= 1;

        assertThat(Found.in(whole).events).hasSizeGreaterThan(LogInputs.MAX_BUFFERED_BYTES / RECORD.length());
        assertThat(Found.in(flipped).events).isEmpty();
        assertThat(Found.in(flipped).unreadable).isEqualTo(Reason.CHECKSUM_MISMATCH);
        var cut = Found.in(Arrays.copyOf(whole, whole.length - 100));
        assertThat(cut.events).isNotEmpty();
        assertThat(cut.unreadable).isEqualTo(Reason.DAMAGED_GZIP);
    }

    @Test
    void severalGzipMembersAreOneObject() {
        var member = gzip((RECORD + "\n").getBytes(UTF_8));
        LogInputs.Opener<IOException> unwilling =
                () -> new SequenceInputStream(new ByteArrayInputStream(member), new ByteArrayInputStream(member)) {
                    @Override
                    public int available() {
                        return 0; // as a network stream between two packets
                    }
                };

        assertThat(Found.in(unwilling, true).events).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        // what follows a complete member, in hexadecimal
        "1f",
        "1f8b",
        "1f8b08",
        "1f8b0800000000",
        "1f8b09000000000000ff",
        "1f8c08000000000000ff",
        "1f8b08e0000000000000ff",
        "00001f8b08000000000000ff",
        "0000000041",
        "41"
    })
    void whatIsNoWholeMemberBehindAMemberIsADamage(String behind) {
        var found = Found.in(joined(gzip(RECORD.getBytes(UTF_8)), bytes(behind)));

        assertThat(found.events).as("the first member").hasSize(1);
        assertThat(found.unreadable).isEqualTo(Reason.DAMAGED_GZIP);
    }

    @Test
    void aSecondMemberThatIsDamagedTakesNothingFromTheFirst() {
        var member = gzip((RECORD + "\n").getBytes(UTF_8));
        var damaged = member.clone();
        damaged[damaged.length - 7] ^= 1;
        var found = Found.in(joined(member, damaged));

        assertThat(found.events).hasSize(1);
        assertThat(found.unreadable).isEqualTo(Reason.CHECKSUM_MISMATCH);
        assertThat(Found.in(joined(member, Arrays.copyOf(member, 20))).unreadable)
                .isEqualTo(Reason.DAMAGED_GZIP);
    }

    @Test
    void zeroPaddingAtTheEndIsHarmless() {
        var found = Found.in(joined(gzip(RECORD.getBytes(UTF_8)), new byte[5_000]));

        assertThat(found.events).hasSize(1);
        assertThat(found.unreadable).isNull();
    }

    @Test
    void headersWithNameCommentExtraAndChecksumAreRead() {
        var plain = gzip(RECORD.getBytes(UTF_8));
        var rest = Arrays.copyOfRange(plain, 10, plain.length);
        var header = bytes("1f8b081c000000000003" + "0300616263" + "6e616d6500" + "636f6d00");

        assertThat(Found.in(joined(header, rest)).events).hasSize(1);
        assertThat(Found.in(joined(bytes("1f8b08020000000000030000"), rest)).unreadable)
                .isEqualTo(Reason.CHECKSUM_MISMATCH);
    }

    @Test
    void aGzipBombEndsInARejection() {
        var spaces = new byte[1 << 20];
        Arrays.fill(spaces, (byte) ' ');
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(RECORD.getBytes(UTF_8));
            for (int i = 0; i < 64; i++) {
                gzip.write(spaces);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var found = Found.in(bytes.toByteArray());

        assertThat(found.unreadable).isEqualTo(Reason.EXPANDS_TOO_FAR);
        assertThat(found.events).as("its checksum was not reached").isEmpty();
    }

    @Test
    void utf16IsRead() {
        var text = "{\"Records\":[" + RECORD.replace("GetObject", "G\u00e4\ud83d\ude00") + "]}";
        var forms = List.of(
                ("\uFEFF" + text).getBytes(UTF_16LE),
                ("\uFEFF" + text).getBytes(UTF_16BE),
                text.getBytes(UTF_16LE),
                text.getBytes(UTF_16BE),
                gzip(("\uFEFF" + text).getBytes(UTF_16LE)),
                ("\uFEFF" + text).getBytes(UTF_8),
                gzip(("\uFEFF" + text).getBytes(UTF_8)));
        for (var form : forms) {
            assertThat(Found.in(form).events).containsExactly("s3.amazonaws.com G\u00e4\ud83d\ude00 ");
        }
    }

    @Test
    void utf16OfManyRecordsIsReadInPieces() {
        var text = "\uFEFF" + new String(records(20_000), UTF_8).replace("GetObject", "\ud83d\ude00");

        assertThat(Found.in(text.getBytes(UTF_16LE)).events)
                .hasSize(20_000)
                .allMatch(event -> event.equals("s3.amazonaws.com \ud83d\ude00 "));
    }

    @ParameterizedTest
    @CsvSource({
        "504b0304, a zip archive",
        "425a6839, bzip2",
        "28b52ffd, Zstandard",
        "fd377a585a00, xz",
        "50415231, Parquet",
        "4f626a01, Avro",
        "255044462d, PDF",
        "3c21444f43545950452068746d6c3e, HTML",
        "3c3f786d6c20, XML"
    })
    void aLogInAnotherFormatIsRejectedByTheNameOfTheFormat(String magic, String name) {
        for (var object : List.of(bytes(magic), gzip(bytes(magic)))) {
            var found = Found.in(object);
            assertThat(found.unreadable).isEqualTo(Reason.UNSUPPORTED_FORMAT);
            assertThat(found.rejections).hasSize(1).allMatch(rejection -> rejection.contains(name));
        }
    }

    @Test
    void archivesAreNeverLeftAloneForTheyMayHoldLogs() {
        var tar = new byte[1_024];
        System.arraycopy("ustar".getBytes(US_ASCII), 0, tar, 257, 5);
        for (var archive : List.of(bytes("504b0304"), bytes("28b52ffd"), tar, gzip(tar), gzip(gzip(records(1))))) {
            assertThat(foundUnnamed(archive).unreadable).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# Logs of the organization",
                "[![build](https://example.com)](x)",
                "MIT License",
                "\"Quoted\" prose",
                "PAR1",
                "\u0089PNG",
                "<html><body></body></html>",
                "eventversion,eventtime"
            })
    void whatIsNoLogByNameAndFirstBytesIsLeftAlone(String text) {
        assertThat(foundUnnamed(text.getBytes(ISO_8859_1)).leftAlone).isNotNull();
        assertThat(foundUnnamed(gzip(text.getBytes(ISO_8859_1))).leftAlone).isNotNull();
        assertThat(Found.in(text.getBytes(ISO_8859_1)).leftAlone)
                .as("named like a log")
                .isNull();
    }

    @Test
    void aLogIsReadWhateverItsName() {
        var logs = List.of(
                "{\"Records\":[" + RECORD + "]}",
                "\uFEFF [ " + RECORD + "]",
                RECORD + "\t" + RECORD,
                "\"" + RECORD.replace("\"", "\\\"") + "\"",
                "2026-11-20T10:00:00.123Z " + RECORD);
        for (var log : logs) {
            assertThat(foundUnnamed(log.getBytes(UTF_8)).events).as(log).isNotEmpty();
            assertThat(foundUnnamed(gzip(log.getBytes(UTF_8))).events).as(log).isNotEmpty();
        }
        assertThat(foundUnnamed(new byte[0]).leftAlone).as("empty").isNull();
    }

    @Test
    void aStreamThatBreaksIsNoDamage() {
        var whole = gzip(records(1_000));
        LogInputs.Opener<IOException> breaking = () -> new FilterInputStream(new ByteArrayInputStream(whole)) {
            private int left = whole.length / 2;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left == 0) {
                    throw new IOException("connection reset");
                }
                int count = super.read(target, offset, Math.min(length, left));
                left -= count;
                return count;
            }
        };

        assertThat(catchThrowable(() -> new LogInputs().open(true, breaking))).isExactlyInstanceOf(IOException.class);
    }

    private static Found foundUnnamed(byte[] object) {
        return Found.in(() -> new ByteArrayInputStream(object), false);
    }

    private static byte[] records(int count) {
        var random = new Random(1);
        var text = new StringBuilder("{\"Records\":[");
        for (int i = 0; i < count; i++) { // different enough not to compress like a bomb
            text.append(i == 0 ? "" : ",")
                    .append(RECORD, 0, RECORD.length() - 1)
                    .append(",\"n\":")
                    .append(random.nextInt())
                    .append('}');
        }
        return text.append("]}").toString().getBytes(UTF_8);
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static byte[] gzip(byte[] bytes) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
