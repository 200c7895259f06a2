package dev.trailtally.report.snapshot;

import dev.trailtally.server.caller.Caller;
import dev.trailtally.server.caller.VisibleAccounts;
import io.grpc.Context;
import io.grpc.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database at one instant: every statement of a report sees the same rows. */
public final class Snapshot {

    // The lock comes before the first query, which takes the snapshot: retention drops partitions under an exclusive
    // lock of "event", so none that this snapshot's retention row promises can vanish before the report has read it.
    // Settings are those of Sql.plannedOnce: Planning changes them for a statement that is planned each time.
    // Joins stay in the order in which they are written: trying others for ten dictionaries took longer than the join.
    private static final Sql OPEN = Sql.plannedOnce("""
            set transaction isolation level repeatable read, read only;
            set local lock_timeout = '30s';
            lock table only event_segment in access share mode;
            select
              set_config('statement_timeout', :statement_timeout, true),
              set_config('plan_cache_mode', 'force_generic_plan', true),
              set_config('enable_seqscan', 'off', true),
              set_config('max_parallel_workers_per_gather', '0', true),
              set_config('join_collapse_limit', '1', true),
              set_config('jit', 'off', true)
            """);

    private static final int ALL_ROWS = 0;

    private final Connection connection;
    private final Cancellation cancellation;
    private final TimeLimit timeLimit;
    private final TextCache texts;
    private final Planning planning = new Planning();
    private @Nullable VisibleAccounts visible;
    private boolean opened;

    Snapshot(Connection connection, Cancellation cancellation, TimeLimit timeLimit, TextCache texts) {
        this.connection = connection;
        this.cancellation = cancellation;
        this.timeLimit = timeLimit;
        this.texts = texts;
    }

    /** The accounts that the caller may see; every report is about these only. */
    public VisibleAccounts visible() throws SQLException {
        var known = visible;
        if (known == null) {
            if (!Caller.current().accounts().all()) {
                open();
                timeLimit.apply(connection);
            }
            known = VisibleAccounts.ofCaller(connection);
            visible = known;
        }
        return known;
    }

    public <T> Optional<T> first(Sql sql, Binds binds, Row.Reader<T> reader) throws SQLException {
        return list(sql, binds, reader).stream().findFirst();
    }

    public <T> List<T> list(Sql sql, Binds binds, Row.Reader<T> reader) throws SQLException {
        var values = new ArrayList<T>();
        run(ALL_ROWS, List.of(new Query(sql, binds, row -> values.add(reader.read(row)))));
        return values;
    }

    /**
     * Runs statements in one round trip. All are planned once, or all each time; their rows must be few, and each of them may
     * take the time that is left.
     */
    public void together(List<Query> queries) throws SQLException {
        run(ALL_ROWS, queries);
    }

    /** Reads rows one after the other, so many of which are in memory at once. */
    public void each(Sql sql, Binds binds, int rowsAtOnce, Row.Consumer consumer) throws SQLException {
        run(rowsAtOnce, List.of(new Query(sql, binds, consumer)));
    }

    private void open() throws SQLException {
        if (!opened) {
            execute(ALL_ROWS, List.of(opening()));
        }
    }

    private Query opening() {
        opened = true;
        return new Query(OPEN, new Binds().with("statement_timeout", timeLimit.millis()), row -> {});
    }

    private void run(int rowsAtOnce, List<Query> queries) throws SQLException {
        if (Context.current().isCancelled()) {
            throw Status.CANCELLED.withDescription("the call has ended").asRuntimeException();
        }
        boolean once = queries.getFirst().sql().plannedOnce();
        if (!opened && once && rowsAtOnce == ALL_ROWS) {
            var all = new ArrayList<>(List.of(opening()));
            all.addAll(queries);
            execute(rowsAtOnce, all);
            return;
        }
        open();
        timeLimit.apply(connection);
        execute(rowsAtOnce, queries);
    }

    private void execute(int rowsAtOnce, List<Query> queries) throws SQLException {
        try (var statement = planning.prepare(connection, queries)) {
            statement.setFetchSize(rowsAtOnce);
            cancellation.watch(statement);
            boolean isResult = statement.execute();
            for (var query : queries) {
                while (!isResult && statement.getUpdateCount() >= 0) { // a setting, or the lock
                    isResult = statement.getMoreResults();
                }
                try (var result = statement.getResultSet()) {
                    var row = new Row(result);
                    while (result.next()) {
                        query.consumer().accept(row);
                    }
                }
                isResult = statement.getMoreResults();
            }
        }
    }

    /** The references in column "id"; for dictionary look-ups. */
    public List<Long> references(Sql sql, Binds binds) throws SQLException {
        return list(sql, binds, row -> row.number("id"));
    }

    /** What references into dictionaries mean. */
    public Texts texts(References references) throws SQLException {
        return texts.of(references, query -> together(List.of(query)));
    }
}
