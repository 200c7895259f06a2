package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.Scan;
import java.nio.file.Path;
import java.util.List;

/** The command line that continues a scan. */
final class ResumeLine {

    private ResumeLine() {}

    /** @param options the options that it repeats */
    static String of(Scan scan, Path keep, List<String> options) {
        var line = new StringBuilder("trailtally ")
                .append(ScanFinder.commandOf(scan))
                .append(" --resume ")
                .append(scan.getScanId())
                .append(" --keep ")
                .append(ShellText.word(keep.toAbsolutePath().toString()));
        options.forEach(option -> line.append(' ').append(ShellText.word(option)));
        return line.toString();
    }
}
