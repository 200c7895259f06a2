package dev.trailtally.benchmarks.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trailtally.benchmarks.run.Machine;
import dev.trailtally.benchmarks.scan.OrganizationScan;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellResultTest {

    private static final EventIds TRUTH = new EventIds(6_010, "a");
    private static final CellResult.CpuSeconds CPU = new CellResult.CpuSeconds(1, 2, 3);

    @Test
    void theIdealIsTheFewestPagesAtTheCeilingAndOneLatency() {
        var cell = new Cell(10, 4, 6_001, 6_001, false);

        assertThat(cell.busiestPages()).isEqualTo(121);
        assertThat(cell.idealSeconds()).isEqualTo(64.5, within(1e-12));
    }

    @Test
    void wallTimeAndRequestsAreTakenOverTheIdealOnes() {
        var result = result(new OrganizationScan(129, 129, ""), TRUTH);

        assertThat(result.overIdeal()).isEqualTo(2, within(1e-12));
        assertThat(result.requestsPerNeededPage()).isEqualTo(1.5, within(1e-12));
        assertThat(result.exact()).isTrue();
    }

    @Test
    void anotherEventOfTheSameCountIsWrongAndToldSo() {
        var result = result(new OrganizationScan(129, 129, ""), new EventIds(6_010, "b"));

        assertThat(result.exact()).isFalse();
        assertThat(text(result)).contains("WRONG EVENTS", "digest=b");
    }

    @Test
    void aScanThatDidNotSucceedIsWrongAndToldSo() {
        var result = result(new OrganizationScan(129, 129, "SCAN_STATE_INCOMPLETE []"), TRUTH);

        assertThat(result.exact()).isFalse();
        assertThat(text(result)).contains("WRONG EVENTS", "SCAN_STATE_INCOMPLETE");
    }

    @Test
    void aCellWithoutEventsOrOfEndlessPagesIsRefused() {
        assertThatThrownBy(() -> new Cell(1, 0, 0, 0, false)).hasMessageContaining("events");
        assertThatThrownBy(() -> new Cell(1, 21, 50, 50, false)).hasMessageContaining("latency");
        assertThatThrownBy(() -> new Cell(0, 1, 50, 50, false)).hasMessageContaining("units");
        assertThatThrownBy(() -> new Cell(2, 1, 50, 51, false)).hasMessageContaining("other units");
    }

    @Test
    void oneBusyUnitAmongSmallOnesSetsTheIdealAndAllTheirPagesAreNeeded() {
        var cell = new Cell(150, 0.25, 12_400, 500, false);

        assertThat(cell.idealSeconds()).isEqualTo(124.25, within(1e-12));
        assertThat(cell.neededPages()).isEqualTo(248 + 149 * 10);
    }

    private static CellResult result(OrganizationScan scan, EventIds stored) {
        var cell = new Cell(10, 4, 6_001, 6_001, false);
        return new CellResult(cell, new Requests(1, 1, 1, 1, 0, 1_815), null, scan, TRUTH, stored, 1 << 20, CPU, 0.5);
    }

    private static String text(CellResult result) {
        return new LookupText(new LookupResult(new Machine("cpu", 2, 1, "kernel", "java"), List.of(), List.of(result)))
                .toString();
    }
}
