package dev.trailtally.standalone.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.trailtally.benchmarks.logs.LogGenerator;
import dev.trailtally.benchmarks.logs.LogPlan;
import dev.trailtally.standalone.golden.GoldenFile.Line;
import dev.trailtally.standalone.sample.SampleLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks every report the requests of requests.txt, and compares the answers with those of an earlier version. See
 * CONTRIBUTING.md, "Golden answers", for the flags.
 */
@Timeout(3_600)
class GoldenAnswersTest {

    private static final boolean WRITE = Boolean.getBoolean("golden.write");
    private static final boolean TEXTS = Boolean.getBoolean("golden.texts");
    private static final long EVENTS = Long.getLong("golden.events", 20_000);
    private static final long SEED = Long.getLong("golden.seed", 0);
    private static final int CALLERS = 2;
    private static final Path FIXTURES = Path.of(System.getProperty("project.root", "../.."))
            .resolveSibling("shared")
            .resolve("cloudtrail-fixtures");
    private static final Path DIFFERENT = Path.of("target", "golden");

    @TempDir
    Path folder;

    /** A request, and what was answered. */
    private record Asked(String name, Line line, String text) {}

    @Test
    void theSampleIsReportedAsBeforeAlsoOnceItsScansArePruned() throws Exception {
        var root = folder.toRealPath();
        try (var logs = CollectedLogs.withIam(root, parts(SampleLogs.in(root)), workers())) {
            compare("sample", logs);
            logs.prune();
            compare("sample", logs);
        }
    }

    @Test
    void realLogsAreReportedAsBefore() throws Exception {
        assumeTrue(Files.isDirectory(FIXTURES), "no fixtures");
        // Its other folders have different records with one event id, of which the one that is stored first counts.
        var source = FIXTURES.toRealPath().resolve("s3");
        try (var logs = CollectedLogs.of(SEED == 0 ? source : folder.toRealPath(), parts(source), workers())) {
            compare("fixtures", logs);
        }
    }

    @Test
    void generatedLogsAreReportedAsBefore() throws Exception {
        var root = folder.toRealPath();
        var plan = new LogPlan(EVENTS, 10, 3, LogPlan.DEFAULT_START, 75, 60, 0.01, 42);
        new LogGenerator(plan, root.resolve("generated")).generate();
        try (var logs = CollectedLogs.of(root, parts(root.resolve("generated/logs")), workers())) {
            compare("generated-" + EVENTS, logs);
        }
    }

    @Test
    void everyFieldOfEachRequestIsAskedFor() {
        var fields = new TreeSet<String>();
        RequestList.rpcs().forEach(rpc -> fields(rpc.getInputType(), fields));
        fields.removeIf(field -> field.endsWith("Request.page_token")); // of further pages
        fields.removeIf(field -> !field.startsWith("trailtally."));
        for (var request : new RequestList(Subjects::example).all()) {
            remove(request.message(), fields);
        }
        assertThat(fields)
                .as("fields of requests that no line of requests.txt has")
                .isEmpty();
    }

    private static void fields(Descriptor type, Set<String> fields) {
        for (var field : type.getFields()) {
            if (fields.add(field.getFullName()) && field.getJavaType() == JavaType.MESSAGE) {
                fields(field.getMessageType(), fields);
            }
        }
    }

    private static void remove(Message message, Set<String> fields) {
        message.getAllFields().forEach((field, value) -> {
            fields.remove(field.getFullName());
            if (value instanceof Message part) {
                remove(part, fields);
            }
        });
    }

    /** The folder, or its files distributed at random to two that are collected at the same time. */
    private List<Path> parts(Path logs) throws IOException {
        return SEED == 0
                ? List.of(logs)
                : ShuffledLogs.of(
                        logs, Files.createDirectory(folder.toRealPath().resolve("shuffled")), 2, SEED);
    }

    private static int workers() {
        return SEED == 0 ? 2 : 1 + (int) Math.floorMod(SEED, 8L);
    }

    private void compare(String set, CollectedLogs logs) throws Exception {
        var asked = ask(logs);
        var lines = new TreeMap<String, Line>();
        asked.forEach(each -> lines.put(each.name(), each.line()));
        assertThat(lines).as("requests of the same name").hasSameSizeAs(asked);
        var golden = GoldenFile.of(set);
        if (WRITE) {
            golden.write(lines);
        }
        var expected = golden.read();
        var different = new ArrayList<String>();
        for (var each : asked) {
            var differs = !each.line().equals(expected.get(each.name()));
            if (differs) {
                different.add(each.name());
            }
            if (differs || TEXTS) {
                write(set, each);
            }
        }
        assertThat(different)
                .as("requests of %s with other answers than before; these are in %s", set, DIFFERENT.toAbsolutePath())
                .isEmpty();
        assertThat(lines).as("requests of %s", set).hasSameSizeAs(expected);
    }

    private List<Asked> ask(CollectedLogs logs) throws Exception {
        var requests = new RequestList(Subjects.of(logs.channel())::value).all();
        var answers = new Answers(logs.channel(), folder.toRealPath());
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            var asked = new ArrayList<Future<Asked>>();
            for (var request : requests) {
                asked.add(callers.submit(() -> {
                    var answer = answers.of(request);
                    var text = answers.text(request);
                    return new Asked(
                            request.name(), new Line(answer.rows(), answer.sha256(text)), text + "\n" + answer.text());
                }));
            }
            var all = new ArrayList<Asked>();
            for (var each : asked) {
                all.add(each.get());
            }
            return all;
        }
    }

    private static void write(String set, Asked asked) throws IOException {
        var file = DIFFERENT.resolve(set).resolve(asked.name() + ".txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, asked.text());
    }
}
