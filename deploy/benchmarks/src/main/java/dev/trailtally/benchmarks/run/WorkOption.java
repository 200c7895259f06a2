package dev.trailtally.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a benchmark works. */
public final class WorkOption {

    @Option(
            names = "--work",
            defaultValue = "${sys:java.io.tmpdir}/trailtally-benchmark",
            description = "Keeps generated logs for the next run; databases are deleted at the end.")
    private Path work = Path.of("");

    public WorkFolder open() throws IOException {
        return WorkFolder.open(work);
    }
}
