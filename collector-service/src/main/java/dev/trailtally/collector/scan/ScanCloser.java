package dev.trailtally.collector.scan;

import jakarta.inject.Singleton;

/** Ends scans of which everything listed has been read. */
@Singleton
final class ScanCloser {

    private final ScanDatabase database;

    ScanCloser(ScanDatabase database) {
        this.database = database;
    }

    /** Ends what can be ended; any instance may, at any time. Returns whether open scans are left. */
    boolean close() {
        return database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    update scan s
                    set state = case
                        when exists (select from scan_failure f where f.scan_id = s.scan_id) then 'incomplete'
                        when exists (
                          select from log_object o where o.scan_id = s.scan_id and o.state = 'unreadable')
                          then 'incomplete'
                        else 'succeeded'
                      end,
                      finished_at = now()
                    where s.state = 'running'
                    and s.listing_done
                    and not exists (
                      select from log_object o where o.scan_id = s.scan_id and o.state = 'pending')
                    """)) {
                statement.executeUpdate();
            }
            try (var statement = connection.prepareStatement("""
                            select exists (select from scan where state in ('pending', 'running')) as open_scans
                            """);
                    var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean("open_scans");
            }
        });
    }
}
