package dev.trailtally.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MigrationTest {

    private static TestDatabase database;

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @Test
    void everyTableIsCommented() throws SQLException {
        var uncommented = column("""
                select relname
                from pg_class
                where relnamespace = 'public'::regnamespace
                and relkind in ('r', 'p')
                and not relispartition
                and relname <> 'flyway_schema_history'
                and obj_description(oid, 'pg_class') is null
                """);

        assertThat(uncommented).isEmpty();
    }

    @Test
    void accountLeadsEveryUniqueKeyOfEventsAndRollups() throws SQLException {
        var strayKeys = column("""
                select c.conname
                from pg_constraint c
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
                where c.contype in ('p', 'u')
                and c.conrelid::regclass::text ~ '^(event|rollup|ledger)'
                and c.conrelid <> 'event_source'::regclass
                and a.attname <> 'account_id'
                """);

        assertThat(strayKeys).isEmpty();
    }

    @Test
    void aCollectorMakesPartitionsWithoutOwningTables() throws SQLException {
        try (var collector = database.as("collector");
                var statement = collector.createStatement()) {
            statement.execute("select ensure_event_month('2023-07-10'), ensure_event_month('2023-07-20')");
            assertThatThrownBy(() -> statement.execute("drop table event_segment_202307"))
                    .hasMessageContaining("must be owner");
        }
        assertThat(column("select relname from pg_class where relname = 'event_segment_202307'"))
                .containsExactly("event_segment_202307");
    }

    @Test
    void theReportRoleCanOnlyRead() throws SQLException {
        try (var report = database.as("report");
                var statement = report.createStatement()) {
            statement.execute("select * from usage_day");
            assertThatThrownBy(() -> statement.execute("delete from rollup")).hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("select drop_event_days(1)"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void onlyTheAggregatorWritesTheRollupsOfTheOrganization() throws SQLException {
        var tables = List.of("rollup", "sighting", "rollup_account", "shared_count");
        for (var table : tables) {
            assertThat(privileges(table))
                    .as(table)
                    .containsExactly(
                            "trailtally_aggregator DELETE",
                            "trailtally_aggregator INSERT",
                            "trailtally_aggregator SELECT",
                            "trailtally_aggregator UPDATE",
                            "trailtally_report SELECT");
        }
        assertThat(privileges("principal_key"))
                .containsExactly(
                        "trailtally_aggregator INSERT", "trailtally_aggregator SELECT", "trailtally_report SELECT");
        assertThat(privileges("pending_count"))
                .containsExactly(
                        "trailtally_aggregator DELETE",
                        "trailtally_aggregator SELECT",
                        "trailtally_collector INSERT",
                        "trailtally_collector SELECT",
                        "trailtally_report SELECT");
    }

    private static List<String> privileges(String table) throws SQLException {
        return column("""
                select grantee || ' ' || privilege_type
                from information_schema.role_table_grants
                where table_name = '%s'
                and grantee like 'trailtally\\_%%'
                order by 1
                """.formatted(table));
    }

    private static List<String> column(String sql) throws SQLException {
        try (Connection owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
