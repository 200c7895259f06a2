package dev.trailtally.standalone.dump;

import dev.trailtally.standalone.summary.Format;
import java.nio.file.Path;

/**
 * The result of a dump.
 *
 * @param folder the folder with the files
 * @param files one for each account and region
 * @param partialFiles those whose account and region was not fully read
 * @param events lines in all files
 * @param withoutRaw events that are not written because their JSON was not kept
 */
public record DumpResult(Path folder, long files, long partialFiles, long events, long withoutRaw) {

    static DumpResult nothing(Path folder) {
        return new DumpResult(folder, 0, 0, 0, 0);
    }

    DumpResult plus(DumpResult other) {
        return new DumpResult(
                folder,
                files + other.files,
                partialFiles + other.partialFiles,
                events + other.events,
                withoutRaw + other.withoutRaw);
    }

    /** A text for people. */
    public String text() {
        return "Wrote " + Format.count(events, "event") + ", oldest first, to " + Format.count(files, "file") + " in "
                + folder
                + (partialFiles == 0
                        ? ""
                        : "; " + Format.number(partialFiles) + " of them incomplete; the scan explains why")
                + (withoutRaw == 0
                        ? ""
                        : "; skipped " + Format.count(withoutRaw, "event")
                                + " whose JSON was not kept by the scan that stored them");
    }
}
