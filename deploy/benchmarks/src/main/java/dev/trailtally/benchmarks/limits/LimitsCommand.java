package dev.trailtally.benchmarks.limits;

import static dev.trailtally.benchmarks.run.Markdown.format;

import dev.trailtally.benchmarks.logs.LogFolder;
import dev.trailtally.benchmarks.run.Machine;
import dev.trailtally.benchmarks.run.Markdown;
import dev.trailtally.benchmarks.run.ProductOption;
import dev.trailtally.benchmarks.run.WorkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures each stage alone. */
@Command(
        name = "limits",
        description = "Measures each stage alone on the same files: gunzip, parse, COPY, index, rollup.",
        showDefaultValues = true)
public final class LimitsCommand implements Callable<Integer> {

    @Option(
            names = "--logs",
            showDefaultValue = Visibility.NEVER,
            required = true,
            description = "A folder of \"generate\", or any other folder of logs.")
    Path logs = Path.of("");

    @Option(names = "--no-product", description = "Leave out the stages that need the running product.")
    boolean noProduct;

    @Mixin
    ProductOption product = new ProductOption();

    @Mixin
    WorkOption work = new WorkOption();

    @Override
    public Integer call() throws Exception {
        try (var folder = work.open()) {
            var limits = new Limits(LogFolder.open(logs), folder.databases());
            limits.files();
            limits.copies();
            if (!noProduct) {
                limits.product(product.command());
            }
            System.out.println(format("%s%nPostgreSQL with %s%n", Machine.here(), Database.SETTINGS));
            System.out.println(table(limits));
        }
        return 0;
    }

    private static String table(Limits limits) {
        var zcat = limits.stages().getFirst().seconds();
        return new Markdown<Stage>()
                .column("stage alone", "%s", Stage::name)
                .column("threads", "%s", Stage::threads)
                .column("seconds", "%.2f", Stage::seconds)
                .column("events/s", "%,.0f", Stage::eventsPerSecond)
                .column("x zcat", "%.2f", stage -> stage.seconds() / zcat)
                .of(limits.stages());
    }
}
