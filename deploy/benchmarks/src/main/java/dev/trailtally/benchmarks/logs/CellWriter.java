package dev.trailtally.benchmarks.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trailtally.simulator.record.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the files of one cell. A duplicate is delivered either in the cell's next file, or, for all events of the last
 * file at once, in a copy of that file under the prefix of a second trail.
 */
final class CellWriter {

    private static final Weights HOURS = Weights.of(24, hour -> switch (hour) {
        case 0, 1, 2, 3, 4, 5 -> 1.0;
        case 9, 10, 14, 15, 16 -> 4.0;
        default -> 2.5;
    });
    private static final DateTimeFormatter DAY_FOLDER = DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT);
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'", Locale.ROOT);

    private final Path tree;
    private final Cell cell;
    private final double duplicates;
    private final SplittableRandom random;
    private final TruthCount truth;
    private final JsonBytes json = new JsonBytes();
    private final RecordWriter records;
    private final Actors actors;
    private List<byte[]> resent = List.of();
    private long rawBytes;

    CellWriter(Path tree, LogPlan plan, Cell cell, TruthCount truth) {
        this.tree = tree;
        this.cell = cell;
        this.duplicates = plan.duplicates();
        this.random = Seeds.random(plan.seed(), 'c', cell.account().index(), cell.regionIndex(), cell.epochDay());
        this.truth = truth;
        this.records = new RecordWriter(json, random);
        this.actors = new Actors(cell);
    }

    /** Writes the files and returns their size before compression, in bytes. */
    long write() throws IOException {
        for (var file = 0; file < cell.files(); file++) {
            writeFile(file);
        }
        return rawBytes;
    }

    private void writeFile(int file) throws IOException {
        var first = cell.events() * file / cell.files();
        var end = cell.events() * (file + 1) / cell.files();
        var last = file == cell.files() - 1;
        var toResend = new ArrayList<byte[]>();
        var bytes = new ByteArrayOutputStream();
        var lastSecond = 0L;
        var rawBefore = rawBytes;
        try (var gzip = new GZIPOutputStream(bytes, 8192)) {
            append(gzip, "{\"Records\":[");
            for (var i = first; i < end; i++) {
                lastSecond = second(i);
                json.clear();
                record(lastSecond);
                if (!last && random.nextDouble() < duplicates) {
                    toResend.add(json.copy());
                }
                json.raw(i < end - 1 || !resent.isEmpty() ? "," : "");
                json.writeTo(gzip);
                rawBytes += json.length();
            }
            for (var i = 0; i < resent.size(); i++) {
                append(gzip, (i == 0 ? "" : ",") + new String(resent.get(i), UTF_8));
            }
            append(gzip, "]}");
        }
        var duplicated = resent.size();
        truth.duplicated(duplicated);
        resent = toResend;
        save("", lastSecond, bytes);
        if (last && random.nextDouble() < duplicates) {
            truth.duplicated(end - first + duplicated);
            rawBytes += rawBytes - rawBefore;
            save("security-trail/", lastSecond, bytes);
        }
    }

    /** Roughly in order: an event may be a few seconds earlier than the previous one. */
    private long second(long event) {
        var quantile = Math.min((event + random.nextDouble() * 3) / cell.events(), Math.nextDown(1.0));
        var second = (HOURS.indexAt(quantile) + HOURS.fractionAt(quantile)) * 3600;
        return cell.epochDay() * 86_400 + (long) second;
    }

    private void record(long epochSecond) {
        var actor = actors.draw(random);
        var habit = actor.caller().drawHabit(random, cell.regionIndex() == 0);
        var failed = random.nextDouble() < habit.errorRate();
        var call = new Call(cell.account(), actor.caller(), actor.session(), habit, failed, cell.region(), epochSecond);
        records.write(call);
        truth.counted(call);
    }

    private void append(GZIPOutputStream gzip, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        gzip.write(bytes);
        rawBytes += bytes.length;
    }

    /** CloudTrail delivers a few minutes after the last event, in a folder for the day of delivery. */
    private void save(String prefix, long lastSecond, ByteArrayOutputStream bytes) throws IOException {
        var delivered = LocalDateTime.ofEpochSecond(lastSecond + random.nextInt(200, 700), 0, ZoneOffset.UTC);
        var id = cell.account().id();
        var folder = tree.resolve(
                prefix + "AWSLogs/" + id + "/CloudTrail/" + cell.region() + "/" + DAY_FOLDER.format(delivered));
        var unique = JsonBytes.letters(random, JsonBytes.ALPHANUMERIC, 16);
        Files.createDirectories(folder);
        try (var out = Files.newOutputStream(folder.resolve(
                id + "_CloudTrail_" + cell.region() + "_" + FILE_TIME.format(delivered) + "_" + unique + ".json.gz"))) {
            bytes.writeTo(out);
        }
        truth.saved(bytes.size());
    }
}
