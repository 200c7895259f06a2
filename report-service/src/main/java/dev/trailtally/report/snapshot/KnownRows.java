package dev.trailtally.report.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Rows that were read lately, of tables in which a row never changes and an id is never used again: a snapshot lists the ids
 * that it sees, and reads only the rows that are not known yet.
 */
@Singleton
public final class KnownRows {

    private static final long MAX_BYTES =
            Math.min(64L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 8);
    private static final Duration MAX_AGE = Duration.ofMinutes(10); // if a copy of the database takes its place
    private static final int ENTRY_BYTES = 100;

    /** What a row holds. */
    public interface Kept {
        /** How much memory it takes, about. */
        int bytes();
    }

    /**
     * A table.
     *
     * @param ids gives one row: the ids in column row_ids, by array_send, and when the server started
     * @param rows has the same binds, and row_ids: those that are wanted
     * @param rowsAtOnce how many may be in memory as the database sends them
     */
    public record Source<T extends Kept>(Class<T> type, Sql ids, Sql rows, int rowsAtOnce, Row.Reader<T> reader) {}

    private record Key(Class<?> type, long id) {}

    private final Cache<Key, Kept> known = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, Kept row) -> ENTRY_BYTES + row.bytes())
            .expireAfterWrite(MAX_AGE)
            .executor(Runnable::run)
            .build();

    private volatile String serverStarted = "";

    /** Gives the rows in no order; few that are not known are in memory at once. */
    public <T extends Kept> void each(Snapshot snapshot, Source<T> source, Binds binds, Consumer<T> consumer)
            throws SQLException {
        var unknown = LongStream.builder();
        snapshot.together(List.of(new Query(source.ids, binds, row -> {
            checkServer(row.text("server_started"));
            var ids = row.sent("row_ids");
            for (int i = 0; i < ids.size(); i++) {
                var found = known.getIfPresent(new Key(source.type, ids.at(i)));
                if (found == null) {
                    unknown.add(ids.at(i));
                } else {
                    consumer.accept(source.type.cast(found));
                }
            }
        })));
        var ids = unknown.build().toArray();
        if (ids.length > 0) {
            snapshot.each(source.rows, binds.with("row_ids", ids), source.rowsAtOnce, row -> {
                var read = source.reader.read(row);
                known.put(new Key(source.type, row.number("row_id")), read);
                consumer.accept(read);
            });
        }
    }

    // Another server, such as a standby that has taken over, may have lost the last rows, and give their ids to others.
    private void checkServer(String started) {
        if (!started.equals(serverStarted)) {
            known.invalidateAll();
            serverStarted = started;
        }
    }
}
