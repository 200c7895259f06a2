package dev.trailtally.standalone.sample;

import dev.trailtally.simulator.record.JsonBytes;
import dev.trailtally.simulator.record.RecordJson;
import dev.trailtally.standalone.sample.SampleCallers.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * A small tree of CloudTrail log files that is always the same, as an organization's trail delivers them: three accounts (one with
 * a leading zero), three regions, three days, callers of many kinds, failed calls; one file delivered twice, one record
 * without a time, and a digest, which holds no events.
 */
public final class SampleLogs {

    private static final String VERSION = "sample-1";
    private static final List<String> ACCOUNTS = List.of("012345678901", "111122223333", "210987654321");
    private static final List<String> REGIONS = List.of("us-east-1", "eu-west-1", "ap-southeast-2");
    private static final LocalDate FIRST_DAY = LocalDate.of(2024, 5, 6);
    private static final int DAYS = 3;
    // Collectors recognize a file by its size and time.
    private static final FileTime DELIVERED = FileTime.from(Instant.parse("2024-05-09T00:00:00Z"));

    private static final List<Call> CALLS = List.of(
            new Call("s3.amazonaws.com", "GetObject", true, "AccessDenied"),
            new Call("s3.amazonaws.com", "PutObject", false, "NoSuchBucket"),
            new Call("ec2.amazonaws.com", "DescribeInstances", true, "Client.UnauthorizedOperation"),
            new Call("ec2.amazonaws.com", "RunInstances", false, "Client.InstanceLimitExceeded"),
            new Call("iam.amazonaws.com", "CreateAccessKey", false, "AccessDenied"),
            new Call("sts.amazonaws.com", "AssumeRole", true, "AccessDenied"),
            new Call("kms.amazonaws.com", "Decrypt", true, "AccessDeniedException"),
            new Call("dynamodb.amazonaws.com", "DescribeTable", true, "ResourceNotFoundException"));

    private record Call(String source, String name, boolean readOnly, String errorCode) {}

    private SampleLogs() {}

    /** The sample's folder below a parent, created if it is missing. */
    public static Path in(Path parent) throws IOException {
        var folder = parent.resolve(VERSION);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        var unfinished = Files.createTempDirectory(parent, VERSION + "-");
        write(unfinished);
        try {
            return Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return folder; // another process was faster, with the same content
        }
    }

    static void write(Path folder) throws IOException {
        var random = new SplittableRandom(4711);
        var lastFile = "";
        for (var account : ACCOUNTS) {
            for (var region : REGIONS) {
                for (int day = 0; day < DAYS; day++) {
                    var records = records(random, account, region, FIRST_DAY.plusDays(day));
                    lastFile = container(records);
                    writeGzip(folder.resolve(key(account, region, FIRST_DAY.plusDays(day), "0905Z_first")), lastFile);
                }
            }
        }
        var lastDay = FIRST_DAY.plusDays(DAYS - 1);
        var lastAccount = ACCOUNTS.getLast();
        var lastRegion = REGIONS.getLast();
        writeGzip(folder.resolve(key(lastAccount, lastRegion, lastDay, "0910Z_again")), lastFile);
        writeGzip(folder.resolve(key(lastAccount, lastRegion, lastDay, "0915Z_odd")), container(List.of("""
                {"eventVersion":"1.09","eventSource":"s3.amazonaws.com","eventName":"GetObject",\
                "awsRegion":"%s","recipientAccountId":"%s"}""".formatted(
                        lastRegion, lastAccount))));
        writeGzip(
                folder.resolve(
                        key(lastAccount, lastRegion, lastDay, "1000Z").replace("CloudTrail", "CloudTrail-Digest")),
                """
                {"awsAccountId":"%s","digestStartTime":"2024-05-08T09:00:00Z","digestEndTime":"2024-05-08T10:00:00Z",\
                "logFiles":[]}""".formatted(lastAccount));
    }

    private static List<String> records(SplittableRandom random, String account, String region, LocalDate day) {
        var callers = SampleCallers.ALL;
        var records = new ArrayList<String>();
        for (int i = 0; i < 12 + random.nextInt(16); i++) {
            // The lower of two draws: few callers and calls make most of the events, as in real logs.
            var caller = callers.get(Math.min(random.nextInt(callers.size()), random.nextInt(callers.size())));
            var call = CALLS.get(Math.min(random.nextInt(CALLS.size()), random.nextInt(CALLS.size())));
            var time = day.atTime(9, 0).plusSeconds(random.nextInt(300)).toInstant(ZoneOffset.UTC);
            records.add(record(random, new Place(account, region, time), caller, call));
        }
        if (region.equals(REGIONS.getFirst())) {
            records.add(failedLogin(
                    random, new Place(account, region, day.atTime(9, 1).toInstant(ZoneOffset.UTC))));
        }
        return records;
    }

    private record Place(String account, String region, Instant time) {}

    private static String record(SplittableRandom random, Place place, Caller caller, Call call) {
        var json = new JsonBytes();
        var record = begin(json, place, caller, call.source(), call.name());
        if (random.nextInt(10) == 0) {
            record.error(call.errorCode(), "Not done: " + call.name());
        }
        record.parameters("null", "null");
        record.ids(random);
        record.readOnly(call.readOnly());
        record.end("AwsApiCall", "Management", place.account());
        record.close();
        return new String(json.copy(), StandardCharsets.UTF_8);
    }

    private static String failedLogin(SplittableRandom random, Place place) {
        var json = new JsonBytes();
        var record = begin(json, place, SampleCallers.ROOT, "signin.amazonaws.com", "ConsoleLogin");
        record.error("", "Failed authentication");
        record.parameters("null", "{\"ConsoleLogin\":\"Failure\"}");
        record.eventId(random);
        record.readOnly(false);
        record.end("AwsConsoleSignIn", null, place.account());
        record.close();
        return new String(json.copy(), StandardCharsets.UTF_8);
    }

    private static RecordJson begin(JsonBytes json, Place place, Caller caller, String source, String name) {
        var record = new RecordJson(json);
        caller.identity().accept(record.begin("1.09", "aws", place.account()));
        record.call(place.time().getEpochSecond(), source, name, place.region());
        record.origin(caller.sourceIpAddress(), caller.userAgent());
        return record;
    }

    private static String container(List<String> records) {
        return "{\"Records\":[" + String.join(",", records) + "]}";
    }

    private static String key(String account, String region, LocalDate day, String suffix) {
        return String.format(
                Locale.ROOT,
                "AWSLogs/o-sample0000/%1$s/CloudTrail/%2$s/%3$tY/%3$tm/%3$td/%1$s_CloudTrail_%2$s_%3$tY%3$tm%3$tdT%4$s.json.gz",
                account,
                region,
                day,
                suffix);
    }

    private static void writeGzip(Path file, String json) throws IOException {
        Files.createDirectories(file.getParent());
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        Files.setLastModifiedTime(file, DELIVERED);
    }
}
