package dev.trailtally.benchmarks.run;

import dev.trailtally.benchmarks.logs.LogFolder;
import dev.trailtally.benchmarks.logs.LogGenerator;
import dev.trailtally.benchmarks.logs.LogPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/** The folder that keeps generated logs for the next run, but no databases. */
public final class WorkFolder implements AutoCloseable {

    private final Path folder;
    private final Path databases;

    private WorkFolder(Path folder, Path databases) {
        this.folder = folder;
        this.databases = databases;
    }

    public static WorkFolder open(Path folder) throws IOException {
        var made = Files.createDirectories(folder.toAbsolutePath().normalize());
        return new WorkFolder(made, Files.createTempDirectory(made, "databases-"));
    }

    /** An empty folder that is deleted on close. */
    public Path databases() {
        return databases;
    }

    /** The logs of a plan, generated if no earlier run has done so. */
    public LogFolder logs(LogPlan plan) throws IOException, InterruptedException {
        var out = folder.resolve("logs-%d-%d-%s-%d-%d"
                .formatted(plan.events(), plan.accounts(), plan.start(), plan.days(), plan.seed()));
        if (!Files.exists(out.resolve("truth.json"))) {
            delete(out);
            Progress.say(Markdown.format("generating %,d events in %s", plan.events(), out));
            var truth = new LogGenerator(plan, out).generate();
            Progress.say(Markdown.format("%,d records in %,d files", truth.eventsRaw(), truth.files()));
        }
        return LogFolder.open(out);
    }

    @Override
    public void close() throws IOException {
        delete(databases);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            PathUtils.deleteDirectory(folder);
        }
    }
}
