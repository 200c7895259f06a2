package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.standalone.summary.Format;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a scan that was stopped before its end.
 *
 * @param scan as it was last seen
 * @param folder the folder that keeps the database; null where it is gone
 * @param options those that the line which goes on with the scan repeats
 */
record Stopped(Scan scan, @Nullable Path folder, List<String> options) {

    Stopped {
        options = List.copyOf(options);
    }

    String text() {
        if (folder == null) {
            return "Stopped. Nothing stays; with --keep <dir> the database would.";
        }
        return switch (scan.getSource().getKindCase()) {
            case LOOKUP -> stays(folder, newEvents()) + ", and the scan stays open. Go on with:\n  " + resume(folder);
            case LAST_ACCESSED -> stays(folder, jobs()) + ", and the scan stays open. Go on with:\n  " + resume(folder);
            case FOLDER, S3, KIND_NOT_SET ->
                stays(folder, newEvents()) + "; the same command goes on with the files not read yet.";
        };
    }

    private static String stays(Path kept, String what) {
        return "Stopped. " + what + " so far stay in " + kept;
    }

    private String newEvents() {
        return Format.count(scan.getRecords().getStored(), "new event");
    }

    private String jobs() {
        return "The results of " + Format.number(scan.getJobs().getDone()) + " of "
                + Format.count(scan.getJobs().getTotal(), "job");
    }

    private String resume(Path kept) {
        var line = new StringBuilder("trailtally ")
                .append(ScanFinder.commandOf(scan))
                .append(" --resume ")
                .append(scan.getScanId())
                .append(" --keep ")
                .append(ShellText.word(kept.toAbsolutePath().toString()));
        options.forEach(option -> line.append(' ').append(ShellText.word(option)));
        return line.toString();
    }
}
