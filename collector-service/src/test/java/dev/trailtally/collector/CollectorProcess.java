package dev.trailtally.collector;

import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A collector in a process of its own, which can be killed. */
final class CollectorProcess {

    private CollectorProcess() {}

    /** The service. */
    static Process start(TestDatabase database, Map<String, Object> settings) throws IOException {
        return start(database, settings, CollectorApplication.class);
    }

    static Process start(TestDatabase database, Map<String, Object> settings, Class<?> program, String... arguments)
            throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // It lives for seconds, so that a quick start counts more than quick code.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
        database.datasource("collector").forEach((key, value) -> command.add("-D" + key + "=" + value));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        for (var key : List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region")) {
            command.add("-D" + key + "=" + System.getProperty(key, "none"));
        }
        // Any free ports: other tests run at the same time.
        command.addAll(List.of("-Dgrpc.server.port=0", "-Dmicronaut.server.port=-1", program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
