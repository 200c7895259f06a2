package dev.trailtally.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder in which a benchmark works. */
public final class WorkOption {

    @Option(
            names = "--work",
            defaultValue = "${sys:java.io.tmpdir}/trailtally-benchmark",
            description = "Databases are made there, and deleted at the end; generated logs are kept for the next run.")
    private Path work = Path.of("");

    public WorkFolder open() throws IOException {
        return WorkFolder.open(work);
    }
}
