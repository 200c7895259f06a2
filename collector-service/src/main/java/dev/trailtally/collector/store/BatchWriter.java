package dev.trailtally.collector.store;

import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.database.FullDisk;
import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.RowCopy;
import dev.trailtally.collector.metric.CollectorMeters;
import dev.trailtally.server.database.DatabaseFailures;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * batch -> table: events, the manifest of their objects, counts and ledger in one transaction. An event that is stored
 * already, by (account, time, id), is a duplicate: see {@link SegmentTables}. Of addenda, whose time can be another, see
 * {@link AddendumTables}.
 */
@Singleton
public final class BatchWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final int MAX_MONTHS_A_CALL = 16;
    private static final int MAX_NEW_MONTHS = 64;
    private static final int MAX_ATTEMPTS = 6;
    private static final Set<String> WRITE_AGAIN = Set.of("40001", "40P01");

    private final DataSource dataSource;
    private final Dictionaries dictionaries;
    private final FullDisk fullDisk;
    private final CollectorMeters meters;
    private final SegmentTables segmentTables = new SegmentTables();
    private final EventTables eventTables = new EventTables();
    private final AddendumTables addendumTables = new AddendumTables();
    private final ScanTables scanTables = new ScanTables();
    private final Set<YearMonth> ensuredMonths = ConcurrentHashMap.newKeySet();

    BatchWriter(
            @Named("collector") DataSource dataSource,
            Dictionaries dictionaries,
            FullDisk fullDisk,
            CollectorMeters meters) {
        // Batches are longer than a method, and COPY needs the driver's own connection.
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.dictionaries = dictionaries;
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
            if (!DatabaseFailures.isRefusal(e)) {
                throw e;
            }
            var refused = new RefusedRows(this::tryEvents).find(batch);
            if (refused.isEmpty()) {
                // A partition came between, or what the batch says of its objects or units is refused, not an event.
                writeWhole(batch);
                return;
            }
            LOG.warn("the database refused {} of {} records, they count as rejected", refused.size(), batch.size());
            writeWhole(RowCopy.rejecting(batch, refused, Reason.REFUSED_BY_DATABASE));
        }
    }

    private void writeWhole(EventBatch batch) throws SQLException, LostClaimException {
        for (int attempt = 1; ; attempt++) {
            try {
                inTransaction(batch, true, (rows, connection) -> {
                    var tally = write(rows, connection);
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
                LOG.debug("batch of {} events is written again: {}", batch.size(), e.getSQLState());
            }
        }
    }

    /** Writes the events alone, and takes them back. */
    private void tryEvents(EventBatch part) throws SQLException, LostClaimException {
        inTransaction(part, false, (rows, connection) -> {
            var tooOld = rejectBeyondRetention(part, eventTables.rawEventsFrom(connection));
            var days = rows.accountDays(tooOld);
            long batchId = eventTables.nextBatchId(connection); // no other segment has it
            segmentTables.copy(rows, days, batchId, new BatchTally(rows, tooOld), connection);
            PendingCounts.copy(rows, days, batchId, connection);
            eventTables.keepOriginals(rows, tooOld, connection);
            connection.rollback();
        });
    }

    private void inTransaction(EventBatch batch, boolean makeMonths, Writing writing)
            throws SQLException, LostClaimException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            var rows = new EventRows(batch, dictionaries.references(batch, connection));
            if (makeMonths) {
                ensureMonths(rows, eventTables.rawEventsFrom(connection), connection);
            }
            connection.setAutoCommit(false);
            try {
                writing.write(rows, connection);
            } catch (SQLException | LostClaimException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private BatchTally write(EventRows rows, Connection connection) throws SQLException, LostClaimException {
        var batch = rows.batch();
        var tooOld = rejectBeyondRetention(batch, eventTables.rawEventsFrom(connection));
        var left = addendumTables.repeated(rows, tooOld, connection);
        left.or(tooOld);
        long batchId = eventTables.nextBatchId(connection);
        var tally = new BatchTally(rows, tooOld);
        var days = rows.accountDays(left);
        var locked = segmentTables.lock(days, connection);
        var except = segmentTables.stored(rows, days, connection);
        except.or(left);
        var fresh = rows.accountDays(except);
        segmentTables.copy(rows, fresh, batchId, tally, connection);
        scanTables.recordLedger(batchId, tally, connection);
        PendingCounts.copy(rows, fresh, batchId, connection);
        segmentTables.count(fresh, locked, connection);
        eventTables.keepOriginals(rows, left, connection);
        scanTables.record(batch, batchId, tally, connection);
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
     * new months only those with the most events get one; the rest is left to the default partition, so that a file with
     * thousands of days does not keep others waiting.
     */
    private void ensureMonths(EventRows rows, long rawEventsFrom, Connection connection) throws SQLException {
        var days = new HashMap<Integer, Integer>();
        for (int row : rows.order()) {
            if (rows.second(row) >= rawEventsFrom) {
                days.merge(rows.day(row), 1, Integer::sum);
            }
        }
        var missing = new HashMap<YearMonth, Integer>();
        days.forEach((day, count) -> missing.merge(YearMonth.from(LocalDate.ofEpochDay(day)), count, Integer::sum));
        missing.keySet().removeAll(ensuredMonths);
        var months = missing.entrySet().stream()
                .sorted(Map.Entry.<YearMonth, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_NEW_MONTHS)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        for (int from = 0; from < months.size(); from += MAX_MONTHS_A_CALL) {
            eventTables.ensureMonths(
                    months.subList(from, Math.min(months.size(), from + MAX_MONTHS_A_CALL)), connection);
        }
        ensuredMonths.addAll(months);
    }

    private interface Writing {

        /** Ends the transaction itself, unless it fails. */
        void write(EventRows rows, Connection connection) throws SQLException, LostClaimException;
    }
}
