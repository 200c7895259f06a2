package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.standalone.summary.Format;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a scan that was stopped before its end.
 *
 * @param scan as it was last seen
 * @param folder the folder that keeps the database; null where it is gone
 * @param dumpRaw where the events were to be written; null where nowhere
 */
record Stopped(Scan scan, @Nullable Path folder, @Nullable Path dumpRaw) {

    String text() {
        if (folder == null) {
            return "Stopped. Nothing stays; with --keep <dir> the database would.";
        }
        var stays =
                "Stopped. " + Format.count(scan.getRecords().getStored(), "new event") + " so far stay in " + folder;
        return scan.getSource().hasLookup()
                ? stays + ", and the scan stays open. Go on with:\n  " + resume(folder)
                : stays + "; the same command goes on with the files not read yet.";
    }

    private String resume(Path kept) {
        return "trailtally scan --resume " + scan.getScanId() + " --keep "
                + ShellText.word(kept.toAbsolutePath().toString())
                + (dumpRaw == null
                        ? ""
                        : " --dump-raw "
                                + ShellText.word(dumpRaw.toAbsolutePath().toString()));
    }
}
