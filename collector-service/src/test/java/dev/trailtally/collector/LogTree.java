package dev.trailtally.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** A folder of logs that a test makes, with its true counts; one record in ten is delivered twice. Seeded. */
final class LogTree {

    private static final long FIRST_SECOND =
            Instant.parse("2024-02-28T00:00:00Z").getEpochSecond();
    private static final int DAYS = 4;

    final Map<String, Long> unique = new TreeMap<>();
    long records;

    private final Random random;
    private final List<String> delivered = new ArrayList<>();

    LogTree(long seed) {
        random = new Random(seed);
    }

    /** Writes files with the given number of records each. */
    LogTree write(Path folder, int files, int recordsAFile) {
        for (int file = 0; file < files; file++) {
            var lines = new ArrayList<String>();
            for (int i = 0; i < recordsAFile; i++) {
                lines.add(delivered.isEmpty() || random.nextInt(10) > 0 ? fresh() : again());
            }
            write(
                    folder.resolve("logs-%04d.json.gz".formatted(file)),
                    "{\"Records\":[" + String.join(",", lines) + "]}");
        }
        return this;
    }

    private String again() {
        records++;
        return delivered.get(random.nextInt(delivered.size()));
    }

    private String fresh() {
        var account = "%012d".formatted(7 + random.nextInt(3));
        var name = "Describe" + random.nextInt(20);
        var error = random.nextInt(8) == 0 ? "AccessDenied" : "";
        var record = """
                {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::%s:user/u%d"},\
                "eventTime":"%s","eventSource":"ec2.amazonaws.com","eventName":"%s","awsRegion":"eu-west-%d",\
                "sourceIPAddress":"203.0.113.%d","userAgent":"test","errorCode":%s,"eventID":"%s",\
                "recipientAccountId":"%s"}""".formatted(
                        account,
                        random.nextInt(5),
                        Instant.ofEpochSecond(FIRST_SECOND + random.nextInt(DAYS * 86_400)),
                        name,
                        1 + random.nextInt(2),
                        random.nextInt(50),
                        error.isEmpty() ? "null" : "\"" + error + "\"",
                        new UUID(random.nextLong(), random.nextLong()),
                        account);
        unique.merge(String.join(" ", account, "ec2.amazonaws.com", name, error), 1L, Long::sum);
        delivered.add(record);
        records++;
        return record;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
                gzip.write(text.getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long uniqueCount() {
        return unique.values().stream().mapToLong(Long::longValue).sum();
    }
}
