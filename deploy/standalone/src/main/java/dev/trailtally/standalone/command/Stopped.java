package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.standalone.summary.Format;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The message about a scan that was stopped before its end.
 *
 * @param scan as it was last seen
 * @param folder the folder that keeps the database; null if it is deleted
 * @param options the options that the command line to continue the scan repeats
 */
record Stopped(Scan scan, @Nullable Path folder, List<String> options) {

    Stopped {
        options = List.copyOf(options);
    }

    String text() {
        if (folder == null) {
            return "Stopped. Nothing was kept; --keep <dir> keeps the database.";
        }
        var stays = scan.getSource().hasLastAccessed() ? jobs() : newEvents();
        return "Stopped. " + stays + " so far are kept in " + folder
                + ", and the scan stays open. Continue it with the same command, or with:\n  "
                + ResumeLine.of(scan, folder, options);
    }

    private String newEvents() {
        return Format.count(scan.getRecords().getStored(), "new event");
    }

    private String jobs() {
        return "The results of " + Format.number(scan.getJobs().getDone()) + " of "
                + Format.count(scan.getJobs().getTotal(), "job");
    }
}
