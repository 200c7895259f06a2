package dev.trailtally.faults;

import dev.trailtally.aggregator.v1.Difference;
import dev.trailtally.aggregator.v1.RollupServiceGrpc.RollupServiceBlockingStub;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import java.util.ArrayList;
import java.util.List;

/** What an aggregator says of its rollups. */
final class Rollups {

    private Rollups() {}

    /** What differs from a recount of all events. */
    static List<Difference> differences(RollupServiceBlockingStub rollups) {
        var found = new ArrayList<Difference>();
        rollups.verifyRollups(VerifyRollupsRequest.getDefaultInstance()).forEachRemaining(response -> {
            if (response.getResultCase() == VerifyRollupsResponse.ResultCase.DIFFERENCE) {
                found.add(response.getDifference());
            }
        });
        return found;
    }
}
