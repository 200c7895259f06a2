package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.LastAccessedJob;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Failed last-accessed jobs by the reason of their failure; an example of each is kept. */
final class FailedJobs {

    private static final int MAX_REASONS = 20;

    private final Map<String, Reason> reasons = new LinkedHashMap<>();
    private long others;

    private record Reason(LastAccessedJob example, long count) {

        Reason andOneMore() {
            return new Reason(example, count + 1);
        }
    }

    void add(LastAccessedJob job) {
        var code = job.getFailureCode();
        if (reasons.size() == MAX_REASONS && !reasons.containsKey(code)) {
            others++;
            return;
        }
        reasons.merge(code, new Reason(job, 1), (known, one) -> known.andOneMore());
    }

    void print(PrintWriter out) {
        var table = new TextTable("    ", "CODE", "JOBS", "FOR EXAMPLE");
        reasons.forEach((code, reason) ->
                table.row(code, Format.number(reason.count()), reason.example().getArn()));
        table.print(out);
        reasons.forEach((code, reason) -> out.println("    next step  "
                + NextStep.line(
                        code, reason.example().getNextStep(), reason.example().getFailureMessage())));
        if (others > 0) {
            out.println("    " + Format.number(others) + " for other reasons; ListLastAccessedJobs lists them");
        }
    }
}
