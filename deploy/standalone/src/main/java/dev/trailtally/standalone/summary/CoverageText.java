package dev.trailtally.standalone.summary;

import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.LookupGap;
import dev.trailtally.standalone.terminal.TerminalText;
import java.util.ArrayList;
import java.util.List;

/** Requested LookupEvents windows that are not fully read. */
public final class CoverageText {

    private static final int GAPS_SHOWN = 5;

    private CoverageText() {}

    /** A line for each of the newest gaps, and one for the rest. */
    public static List<String> gaps(Coverage coverage) {
        var lines = new ArrayList<String>();
        coverage.getLookupGapsList().stream()
                .limit(GAPS_SHOWN)
                .forEach(gap -> lines.add(TerminalText.line(describe(gap))));
        var rest = coverage.getLookupGapCount() - lines.size();
        if (rest > 0) {
            lines.add(Format.number(rest) + " more windows of LookupEvents");
        }
        return lines;
    }

    private static String describe(LookupGap gap) {
        var missing = gap.getMissing();
        return (gap.getRegion().isEmpty() ? "all regions" : gap.getRegion()) + " "
                + Format.time(missing.hasStartTime(), missing.getStartTime()) + " to "
                + Format.time(missing.hasEndTime(), missing.getEndTime()) + " UTC, " + gap.getCode()
                + (gap.getNextStep().isEmpty() ? "" : ": " + gap.getNextStep());
    }
}
