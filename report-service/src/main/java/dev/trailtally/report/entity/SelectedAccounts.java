package dev.trailtally.report.entity;

import java.util.Arrays;
import java.util.stream.LongStream;

/** The accounts of a report: those that the request selects and its caller may see. */
public final class SelectedAccounts {

    private final long[] ids;
    private final long hiddenCount;

    /** @param hiddenCount how many accounts the request selects and its caller may not see */
    SelectedAccounts(LongStream ids, long hiddenCount) {
        this.ids = ids.sorted().distinct().toArray();
        this.hiddenCount = hiddenCount;
    }

    /** In ascending order. */
    public long[] ids() {
        return Arrays.copyOf(ids, ids.length);
    }

    public long hiddenCount() {
        return hiddenCount;
    }
}
