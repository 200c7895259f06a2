package dev.trailtally.benchmarks.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trailtally.benchmarks.run.Machine;
import dev.trailtally.benchmarks.scan.OrganizationScan;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellResultTest {

    private static final AccessRows TRUTH = new AccessRows(32_000, "a");
    // The ideal is 18.45 s.
    private static final OrganizationScan SCAN = new OrganizationScan(36.9, 30, "");

    @Test
    void jobsAndWallTimeAreTakenOverThoseOfTheIdeal() {
        var result = result(SCAN, 400, TRUTH);

        assertThat(result.overIdeal()).isEqualTo(2, within(1e-12));
        assertThat(result.jobsPerMinute()).isEqualTo(400 / 30.0 * 60, within(1e-9));
        assertThat(result.exact()).isTrue();
    }

    @Test
    void anotherRowOfTheSameCountIsWrongAndToldSo() {
        assertWrong(result(SCAN, 400, new AccessRows(32_000, "b")), "digest=b");
    }

    @Test
    void aJobThatIsNotDoneIsWrongAndToldSo() {
        assertWrong(result(SCAN, 399, TRUTH), "399 of 400 jobs done");
    }

    @Test
    void aScanThatDidNotSucceedIsWrongAndToldSo() {
        assertWrong(
                result(new OrganizationScan(36.9, 30, "SCAN_STATE_INCOMPLETE []"), 400, TRUTH),
                "SCAN_STATE_INCOMPLETE");
    }

    private static void assertWrong(CellResult result, String why) {
        assertThat(result.exact()).isFalse();
        var text = new LastAccessedText(
                new LastAccessedResult(new Machine("cpu", 2, 1, "kernel", "java"), List.of(result)));
        assertThat(text.toString()).contains("WRONG ROWS", why);
    }

    private static CellResult result(OrganizationScan scan, long jobsDone, AccessRows stored) {
        var cell = new Cell(20, 0.25, new JobDelay(1, 3), new Population(2, 200, 80), false);
        var requests = new Requests(1, 1, 1, 2.02, 1, 0);
        return new CellResult(cell, requests, scan, jobsDone, TRUTH, stored, 1 << 20, 1, 0.5);
    }
}
