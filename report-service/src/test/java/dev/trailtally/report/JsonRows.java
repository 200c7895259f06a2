package dev.trailtally.report;

import dev.trailtally.report.Fixture.TestEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/** JSON as PostgreSQL reads it: a reader that is independent of the project. */
record JsonRows(Connection database) {

    private static final String EVENTS = """
            select
              (record ->> 'recipientAccountId')::bigint as account_id,
              (record ->> 'eventTime')::timestamptz as event_time,
              record ->> 'eventSource' as event_source,
              record ->> 'eventName' as event_name,
              coalesce(record ->> 'errorCode', '') as error_code,
              record ?? 'errorCode' or record ?? 'errorMessage' as failed,
              coalesce(
                record #>> '{userIdentity,sessionContext,sessionIssuer,arn}',
                record #>> '{userIdentity,arn}',
                record #>> '{userIdentity,invokedBy}',
                'none'
              ) as principal_key
            from jsonb_array_elements(?::jsonb -> 'Records') as record
            where record ->> 'recipientAccountId' ~ '^[0-9]{12}$'
            and record ->> 'eventTime' ~ '^20'
            and record ->> 'eventName' is not null
            and record ->> 'eventSource' is not null
            """;

    /** The actions of each statement of a policy, in order; fails if it is not JSON or contains anything else. */
    List<String> actions(String policyDocument) throws SQLException {
        try (var query = database.prepareStatement("""
                select action, statement - 'Sid' - 'Action' = '{"Effect": "Allow", "Resource": "*"}' as plain
                from jsonb_array_elements(?::jsonb -> 'Statement') as statement,
                  jsonb_array_elements_text(statement -> 'Action') as action
                """)) {
            query.setString(1, policyDocument);
            var actions = new ArrayList<String>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    if (!rows.getBoolean("plain")) {
                        throw new AssertionError(policyDocument);
                    }
                    actions.add(rows.getString("action"));
                }
            }
            return actions;
        }
    }

    /** The records of all log files below a folder, however often each was delivered. */
    List<TestEvent> events(Path folder) throws SQLException, IOException {
        var events = new ArrayList<TestEvent>();
        try (var files = Files.walk(folder);
                var query = database.prepareStatement(EVENTS)) {
            for (var file : files.filter(path -> path.toString().endsWith(".json.gz"))
                    .sorted()
                    .toList()) {
                try (var json = new GZIPInputStream(Files.newInputStream(file))) {
                    query.setString(1, new String(json.readAllBytes(), StandardCharsets.UTF_8));
                }
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        events.add(event(events.size(), rows));
                    }
                }
            }
        }
        return events;
    }

    private static TestEvent event(int number, ResultSet row) throws SQLException {
        return new TestEvent(
                row.getLong("account_id"),
                row.getObject("event_time", OffsetDateTime.class).toInstant(),
                new UUID(0, number),
                "any",
                row.getString("event_source"),
                row.getString("event_name"),
                row.getString("error_code"),
                row.getBoolean("failed"),
                row.getString("principal_key"),
                "",
                "",
                "203.0.113.9",
                "any",
                null);
    }
}
