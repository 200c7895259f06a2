package dev.trailtally.collector.store;

import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.RowCopy;
import dev.trailtally.server.database.DatabaseFailures;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Finds the rows that make the database refuse a batch: halves it until each of them stands alone. */
final class RefusedRows {

    /** Fails as writing the part would fail; leaves nothing behind. */
    interface Trial {

        void run(EventBatch part) throws SQLException, LostClaimException;
    }

    private final Trial trial;
    private final Map<Integer, String> refused = new TreeMap<>();

    RefusedRows(Trial trial) {
        this.trial = trial;
    }

    /**
     * The refused rows, each with the database's reason; none if the events themselves are accepted.
     *
     * @throws SQLException if the database fails for another cause than the data
     */
    Map<Integer, String> find(EventBatch batch) throws SQLException, LostClaimException {
        halve(batch, 0, batch.size());
        return refused;
    }

    private void halve(EventBatch batch, int from, int to) throws SQLException, LostClaimException {
        if (from == to) {
            return;
        }
        try {
            trial.run(RowCopy.part(batch, from, to));
        } catch (SQLException e) {
            if (!DatabaseFailures.isRefusal(e)) {
                throw e;
            }
            if (to - from == 1) {
                refused.put(from, reason(e));
            } else {
                int middle = (from + to) >>> 1;
                halve(batch, from, middle);
                halve(batch, middle, to);
            }
        }
    }

    /** The first line of the message: what follows may show the record. */
    private static String reason(SQLException e) {
        return "the database refused the record: "
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + " (SQLSTATE " + e.getSQLState() + ")";
    }
}
