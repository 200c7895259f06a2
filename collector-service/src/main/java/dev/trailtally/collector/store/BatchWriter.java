package dev.trailtally.collector.store;

import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.metric.CollectorMeters;
import dev.trailtally.collector.scan.FullDisk;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * batch -> table: events, the manifest of their objects, counts and ledger in one transaction. An event that is stored
 * already, by (account, time, id), is a duplicate; the primary key decides. Of addenda, whose time can be another, see
 * {@link AddendumTables}.
 *
 * <p>Two lanes: events not seen lately are copied straight into the table; suspected ones go through a staging table
 * and "on conflict do nothing". If the straight lane still meets a duplicate, the batch is written again, wholly in the
 * careful lane, and so are the next ones until a batch shows that duplicates are foreseen again.
 */
@Singleton
public final class BatchWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final int MAX_DAYS_A_CALL = 16;
    private static final int MAX_NEW_DAYS = 64;
    private static final long SECONDS_A_DAY = 86_400;
    private static final int MAX_ATTEMPTS = 6;
    private static final Set<String> WRITE_AGAIN = Set.of("23505", "40001", "40P01");
    private static final String UNIQUE_VIOLATION = "23505";

    private final DataSource dataSource;
    private final Dictionaries dictionaries;
    private final RecentEvents recentEvents;
    private final FullDisk fullDisk;
    private final CollectorMeters meters;
    private final EventTables eventTables = new EventTables();
    private final AddendumTables addendumTables = new AddendumTables();
    private final ScanTables scanTables = new ScanTables();
    private final Set<Long> ensuredDays = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean careful = new AtomicBoolean();

    BatchWriter(
            @Named("collector") DataSource dataSource,
            Dictionaries dictionaries,
            RecentEvents recentEvents,
            FullDisk fullDisk,
            CollectorMeters meters) {
        // Batches are longer than a method, and COPY needs the driver's own connection.
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.dictionaries = dictionaries;
        this.recentEvents = recentEvents;
        this.fullDisk = fullDisk;
        this.meters = meters;
    }

    /**
     * Writes the batch, whole or not at all. Records that the database refuses are counted as rejected.
     *
     * @throws LostClaimException if a claim was lost: nothing is written, another collector reads the objects
     */
    public void write(EventBatch batch) throws SQLException, LostClaimException {
        try {
            writeWhole(batch);
        } catch (SQLException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            var refused = new RefusedRows(this::tryEvents).find(batch);
            if (refused.isEmpty()) {
                // A partition came between, or what the batch says of its objects or units is refused, not an event.
                writeWhole(batch);
                return;
            }
            LOG.warn("the database refused {} of {} records, they count as rejected", refused.size(), batch.size());
            writeWhole(batch.rejecting(refused, Reason.REFUSED_BY_DATABASE));
        }
    }

    /** Whether it would end the same way every time: the data is at fault, not the database's state. */
    public static boolean isRefusal(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return state.startsWith("22")
                || state.startsWith("54")
                || (state.startsWith("23") && !state.equals(UNIQUE_VIOLATION));
    }

    private void writeWhole(EventBatch batch) throws SQLException, LostClaimException {
        var seen = recentEvents.seen(batch);
        for (int attempt = 1; ; attempt++) {
            try {
                boolean checkAll = careful.get() || attempt > 1;
                inTransaction(batch, true, (rows, references, connection) -> {
                    var tally = write(rows, references, seen, checkAll, connection);
                    connection.commit();
                    count(tally);
                });
                fullDisk.overcome();
                return;
            } catch (LostClaimException e) {
                meters.claimsLost(e.count());
                throw e;
            } catch (SQLException e) {
                fullDisk.check(e);
                if (!WRITE_AGAIN.contains(String.valueOf(e.getSQLState())) || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
                careful.set(careful.get() || UNIQUE_VIOLATION.equals(e.getSQLState()));
                LOG.debug("batch of {} events is written again, checking each: {}", batch.size(), e.getSQLState());
            }
        }
    }

    /** Writes the events alone, and takes them back. */
    private void tryEvents(EventBatch part) throws SQLException, LostClaimException {
        inTransaction(part, false, (rows, references, connection) -> {
            var tooOld = rejectBeyondRetention(part, eventTables.rawEventsFrom(connection));
            var wanted = new BitSet(part.size());
            for (int row : rows.order()) {
                wanted.set(row, !tooOld.get(row));
            }
            eventTables.insertAbsent(rows, 0, wanted, new BatchTally(part, references, tooOld), connection);
            eventTables.keepOriginals(rows, tooOld, connection);
            connection.rollback();
        });
    }

    private void inTransaction(EventBatch batch, boolean makeDays, Writing writing)
            throws SQLException, LostClaimException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            var references = dictionaries.references(batch, connection);
            var rows = new EventRows(batch, references);
            if (makeDays) {
                ensureDays(rows, eventTables.rawEventsFrom(connection), connection);
            }
            connection.setAutoCommit(false);
            try {
                writing.write(rows, references, connection);
            } catch (SQLException | LostClaimException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private BatchTally write(
            EventRows rows, Dictionaries.References references, BitSet seen, boolean checkAll, Connection connection)
            throws SQLException, LostClaimException {
        var batch = rows.batch();
        var tooOld = rejectBeyondRetention(batch, eventTables.rawEventsFrom(connection));
        var left = addendumTables.repeated(rows, tooOld, connection);
        left.or(tooOld);
        long batchId = eventTables.nextBatchId(connection);
        var tally = new BatchTally(batch, references, tooOld);
        var suspects = new BitSet(batch.size());
        int foreseen = 0;
        for (int row : rows.order()) {
            foreseen += seen.get(row) ? 1 : 0;
            suspects.set(row, (checkAll || seen.get(row)) && !left.get(row));
        }
        eventTables.copy(rows, batchId, row -> !left.get(row) && !suspects.get(row), tally, connection);
        long duplicates = eventTables.insertAbsent(rows, batchId, suspects, tally, connection);
        eventTables.keepOriginals(rows, left, connection);
        scanTables.record(batch, batchId, tally, connection);
        if (checkAll && duplicates <= foreseen) {
            careful.set(false);
        }
        return tally;
    }

    private void count(BatchTally tally) {
        tally.units().stream()
                .map(Map.Entry::getValue)
                .forEach(unit -> meters.committed(unit.read(), unit.stored(), unit.duplicate(), unit.rejected()));
    }

    /**
     * Rejects rows that retention has already dropped: nothing would show that they are duplicates. Done once: a
     * rewrite finds them marked.
     */
    private static BitSet rejectBeyondRetention(EventBatch batch, long rawEventsFrom) {
        for (int row = 0; row < batch.size(); row++) {
            if (batch.second[row] < rawEventsFrom && !batch.beyondRetention.get(row)) {
                batch.rejectBeyondRetention(row);
            }
        }
        return batch.beyondRetention;
    }

    /**
     * Partitions are made in transactions of their own: attaching one inside a batch would hold its lock for long. Of many
     * new days only those with the most events get one; the rest is left to the default partition, so that a file with
     * thousands of days does not keep others waiting.
     */
    private void ensureDays(EventRows rows, long rawEventsFrom, Connection connection) throws SQLException {
        var missing = new HashMap<Long, Integer>();
        for (int row : rows.order()) {
            long day = Math.floorDiv(rows.second(row), SECONDS_A_DAY);
            if (rows.second(row) >= rawEventsFrom && !ensuredDays.contains(day)) {
                missing.merge(day, 1, Integer::sum);
            }
        }
        var days = missing.entrySet().stream()
                .sorted(Map.Entry.<Long, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_NEW_DAYS)
                .mapToLong(Map.Entry::getKey)
                .sorted()
                .toArray();
        for (int from = 0; from < days.length; from += MAX_DAYS_A_CALL) {
            var some = Arrays.copyOfRange(days, from, Math.min(days.length, from + MAX_DAYS_A_CALL));
            eventTables.ensureDays(some, connection);
        }
        Arrays.stream(days).forEach(ensuredDays::add);
    }

    private interface Writing {

        /** Ends the transaction itself, unless it fails. */
        void write(EventRows rows, Dictionaries.References references, Connection connection)
                throws SQLException, LostClaimException;
    }
}
