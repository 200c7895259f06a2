package dev.trailtally.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The services of the former release work with the migrations after it; see deploy/UPGRADING.md. */
class UpgradeTest {

    private static final String TIMEOUT = "set local lock_timeout = '5s';\n";

    /** A rewrite builds the indexes again. */
    private static final String REWRITE = "writers of table part wait for ShareLock\ntable part is rewritten\n";

    private static final String RELEASE = """
            do $$
            begin
              if not exists (select from pg_roles where rolname = 'trailtally_report') then
                create role trailtally_report nologin;
              end if;
            end
            $$;
            create table scan (
              scan_id bigint generated always as identity primary key,
              state text not null default 'open' check (state in ('open', 'done')),
              name varchar(10),
              day date not null,
              constraint scan_name_key unique (name)
            );
            create index scan_day_idx on scan (day);
            create table part (
              scan_id bigint not null references scan,
              number int,
              total int not null default 0,
              label varchar(10)
            );
            create view open_scan as select scan_id, name from scan where state = 'open';
            create function scan_count(since date default '2020-01-01') returns bigint language sql
              return (select count(*) from scan where day >= since);
            grant select on scan, open_scan to trailtally_report;
            grant select (number) on part to trailtally_report;
            """;

    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.empty();
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @Test
    void theMigrationsAfterTheReleaseKeepItsServicesWorking() throws Exception {
        var released = new Properties();
        try (var file = UpgradeTest.class.getResourceAsStream("released.properties")) {
            released.load(file);
        }

        assertThat(Upgrade.violations(database, migrations(), released.getProperty("migration")))
                .as("what the services of the former release lose")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table kind (kind_id int primary key, scan_id bigint references scan, label text not null unique)",
                "alter table scan add column kind text",
                "alter table scan add column kind text not null default 'folder'",
                "alter table part alter column label type text",
                "alter table part alter column label type varchar(20)",
                "alter table scan alter column name set default ''",
                "alter table scan alter column day drop not null",
                "alter table scan drop constraint scan_state_check, "
                        + "add constraint scan_state_check check (state in ('open', 'done', 'failed'))",
                "alter table scan drop constraint scan_state_check",
                "alter table part drop constraint part_scan_id_fkey",
                "create or replace view open_scan as select scan_id, name, day from scan where state <> 'done'",
                "create function scan_count(since date, until date) returns bigint language sql return 0::bigint",
                "create or replace function scan_count(since date default '2020-01-01') returns bigint "
                        + "language sql return 0::bigint",
                "grant insert on scan to trailtally_report",
                "create table passing (a int); drop table passing"
            })
    void whatIsWiderThanBeforeIsRight(String change) throws Exception {
        assertThat(violations(TIMEOUT + change)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void whatTheFormerReleaseLosesIsRefused(String change, String violations) throws Exception {
        assertThat(violations(TIMEOUT + change))
                .containsExactlyElementsOf(violations
                        .lines()
                        .map(violation -> "V2__change.sql: " + violation)
                        .toList());
    }

    static Stream<Arguments> whatTheFormerReleaseLosesIsRefused() {
        return Stream.of(
                arguments("drop view open_scan", "view open_scan is gone"),
                arguments("drop table part", "table part is gone"),
                arguments("alter table part rename to piece", "table part is gone"),
                arguments("alter table part drop column number", "column part.number is gone"),
                arguments("alter table part rename column number to n", "column part.number is gone"),
                arguments(
                        "alter table part alter column label type varchar(5)",
                        REWRITE + "column part.label changes from character varying(10) to character varying(5)"),
                arguments("alter table part alter column number set not null", "column part.number becomes mandatory"),
                arguments(
                        "alter table part add column size int not null",
                        "column part.size is new and mandatory, without a default"),
                arguments("alter table part alter column total drop default", "column part.total loses its default"),
                arguments(
                        "alter table part add constraint part_total_check check (total >= 0) not valid",
                        "constraint part.part_total_check is new: CHECK ((total >= 0)) NOT VALID"),
                arguments(
                        "alter table scan drop constraint scan_state_check, "
                                + "add constraint scan_state_check check (state in ('open', 'failed'))",
                        "constraint scan.scan_state_check changes from "
                                + "CHECK ((state = ANY (ARRAY['open'::text, 'done'::text]))) to "
                                + "CHECK ((state = ANY (ARRAY['open'::text, 'failed'::text])))"),
                arguments("alter table scan drop constraint scan_name_key", "key scan.scan_name_key is gone"),
                arguments(
                        "drop index scan_day_idx",
                        "index scan_day_idx is gone or changed: CREATE INDEX scan_day_idx ON public.scan USING btree (day)"),
                arguments("drop function scan_count", "function scan_count(date) is gone"),
                arguments(
                        "drop function scan_count; create function scan_count(since date) returns bigint "
                                + "language sql return 0::bigint",
                        "function scan_count(date) changes from (since date DEFAULT '2020-01-01'::date) returns bigint "
                                + "to (since date) returns bigint"),
                arguments(
                        "revoke select on scan from trailtally_report",
                        "right is gone: select on table scan to trailtally_report"),
                arguments(
                        "revoke execute on function scan_count from public",
                        "right is gone: execute on function scan_count(date) to public"),
                arguments(
                        "revoke select (number) on part from trailtally_report",
                        "right is gone: select on column part.number to trailtally_report"),
                arguments(
                        "alter table part enable row level security",
                        "trigger part.row level security is new or changed: enabled"),
                arguments("create index part_idx on part (number)", "writers of table part wait for ShareLock"),
                arguments("lock table part in exclusive mode", "writers of table part wait for ExclusiveLock"),
                arguments("alter table part add column at timestamptz default clock_timestamp()", REWRITE));
    }

    @Test
    void anIndexThatIsBuiltConcurrentlyIsRight() throws Exception {
        assertThat(violations("create index concurrently part_idx on part (number)"))
                .isEmpty();
    }

    @Test
    void aLockWaitsForSecondsAtMost() throws Exception {
        assertThat(violations("alter table part add column kind text"))
                .containsExactly("V2__change.sql: table part is locked without a lock_timeout");
    }

    @Test
    void aMigrationAllowsWhatItGivesAReasonFor() throws Exception {
        var allowance = "-- allow \"column part.number is gone\": ";
        var change = TIMEOUT + "alter table part drop column number;";

        assertThat(violations(allowance + "the former release writes position instead\n" + change))
                .isEmpty();
        assertThat(violations(allowance + "\n" + change))
                .containsExactly("V2__change.sql: no reason for: column part.number is gone");
        assertThat(violations(allowance + "it was meant to go\n"))
                .containsExactly("V2__change.sql: allowed, but it does not happen: column part.number is gone");
    }

    private List<String> violations(String change) throws Exception {
        Files.writeString(folder.resolve("V1__release.sql"), RELEASE);
        Files.writeString(folder.resolve("V2__change.sql"), change);
        return Upgrade.violations(database, folder, "1");
    }

    private static Path migrations() throws IOException, URISyntaxException {
        return Path.of(Objects.requireNonNull(UpgradeTest.class.getResource("/db/migration"))
                .toURI());
    }
}
