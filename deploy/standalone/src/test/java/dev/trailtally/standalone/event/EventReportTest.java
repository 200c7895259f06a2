package dev.trailtally.standalone.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.standalone.fake.FakeServices;
import dev.trailtally.standalone.rows.CsvRows;
import dev.trailtally.standalone.rows.TsvRows;
import dev.trailtally.standalone.summary.AccountNotices;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.ZoneOffset;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;

class EventReportTest {

    private static final String ACCOUNT = "111122223333";
    private static final String RAW = "{\n\t\"userAgent\": \"a\u202eb\u0085\\n\"\r\n}";

    private final StringWriter out = new StringWriter();

    @Test
    void ofAnAccessKeyItIsToldWhatItsAccountsLack() throws IOException {
        var talk = new StringWriter();
        try (var fake = new FakeServices()) {
            fake.events.add(Event.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setAccessKeyId("AKIA")
                    .build());
            fake.accounts.add(Account.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setCoverage(Coverage.newBuilder().setLookupGapCount(2))
                    .build());

            new EventReport(fake.channel(), out, new EventJsonLines(out), new AccountNotices(new PrintWriter(talk)))
                    .write(StreamEventsRequest.newBuilder()
                            .setAccessKeyId("AKIA")
                            .build());
        }

        assertThat(talk.toString()).contains("incomplete: " + ACCOUNT);
    }

    @Test
    void aRawRecordIsTheSameJsonOnOneLine() throws IOException {
        new EventRows(new CsvRows(out, EventRows.header(true)), ZoneOffset.UTC, true).accept(event());
        try (var rows = CSVParser.parse(new StringReader(out.toString()), CSVFormat.RFC4180)) {
            assertSameJson(rows.getRecords().getLast().get(16));
        }

        out.getBuffer().setLength(0);
        new EventRows(new TsvRows(out, EventRows.header(true)), ZoneOffset.UTC, true).accept(event());
        var cells = out.toString().lines().toList().getLast().split("\t", -1);
        assertSameJson(cells[16].replace("\\\\", "\\"));
    }

    private static void assertSameJson(String json) {
        assertThat(json).doesNotContain("\u202e", "\u0085", "?");
        assertThat(JsonParser.parseString(json)).isEqualTo(JsonParser.parseString(RAW));
    }

    private static Event event() {
        return Event.newBuilder().setRaw(RAW).build();
    }
}
