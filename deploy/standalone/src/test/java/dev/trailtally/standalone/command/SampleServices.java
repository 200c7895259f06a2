package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.database.CacheFolder;
import dev.trailtally.standalone.instance.ServerAddress;
import dev.trailtally.standalone.sample.SampleLogs;
import dev.trailtally.standalone.sample.SampleTruth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** All services on a kept database of the sample, started once for all tests that need them. */
final class SampleServices implements BeforeAllCallback {

    private final List<Running> running = new ArrayList<>();

    /** What is closed after the last test. */
    private record Running(Standalone instance) implements AutoCloseable {

        static Running start() {
            try {
                Path keep = Files.createTempDirectory(CacheFolder.path(), "sample-services")
                        .resolve("kept");
                var scan = Cli.run("scan", "--keep", keep.toString(), "--keep-raw");
                assertThat(scan.exitCode()).as(scan.err()).isZero();
                return new Running(
                        Standalone.start(StandaloneOptions.temporary().keptIn(keep))
                                .announced());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            instance.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running.add(context.getRoot()
                .getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(SampleServices.class, key -> Running.start(), Running.class));
    }

    /** Where they answer. */
    String address() {
        return new ServerAddress("127.0.0.1", running.getFirst().instance().port()).toString();
    }

    /** Runs a report on the sample. */
    Cli report(String... args) {
        var line = new ArrayList<>(List.of("report"));
        line.addAll(List.of(args));
        line.add("--server");
        line.add(address());
        return Cli.run(line.toArray(String[]::new));
    }

    /** Every event of the sample, read by an independent reader. */
    static Collection<Map<String, Value>> events() throws IOException {
        return SampleTruth.events(SampleLogs.in(CacheFolder.path()));
    }
}
