package dev.trailtally.benchmarks.run;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The product that a benchmark measures. */
public final class ProductOption {

    @Option(
            names = "--trailtally",
            defaultValue = "${sys:benchmark.trailtally:-deploy/trailtally}",
            description = "The command under test.")
    private Path trailtally = Path.of("");

    public Path command() {
        return trailtally.toAbsolutePath();
    }
}
