package dev.trailtally.standalone.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {

    private static final List<String> HEADER = List.of("name", "count");

    private final StringWriter out = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=cmd|' /C calc'!A0",
                "+1",
                "-2+3",
                "@SUM(A1)",
                " =1",
                "\u00a0=1",
                "\u3000=1",
                "\u200b=1",
                "\ufeff=1",
                "\u0000=1",
                "＝1",
                "＋1",
                "－1",
                "＠x",
                "﹦1",
                "\t=1",
                "\tx",
                "\rx",
                "\nx"
            })
    void aTextThatASpreadsheetCouldTakeForAFormulaBeginsWithAnApostrophe(String text) throws IOException {
        assertThat(written(text)).startsWith("'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a=b", "s3.amazonaws.com", "1-2", "'x", "\"=1\"", "한국어", "#1", "Boto3/1.34 +x"})
    void anyOtherTextStaysAsItIs(String text) throws IOException {
        assertThat(written(text)).isEqualTo(text);
    }

    @Test
    void aNumberIsNeverChanged() throws IOException {
        assertThat(written(-42L)).isEqualTo("-42");
        assertThat(written(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    }

    @Test
    void commasAndQuotesStayWithinTheirCell() throws IOException {
        assertThat(written("a,\"b\", c")).isEqualTo("a,\"b\", c");
        assertThat(out.toString()).isEqualTo("name,count\r\n\"a,\"\"b\"\", c\",1\r\n");
    }

    @Test
    void whatCouldSteerATerminalOrEndALineIsAQuestionMark() throws IOException {
        assertThat(written("a\u001b[2J\u202eb\r\nc")).isEqualTo("a?[2J?b??c");
    }

    private String written(Object cell) throws IOException {
        out.getBuffer().setLength(0);
        new CsvRows(out, HEADER).row(List.of(cell, 1));
        try (var parser = CSVParser.parse(new StringReader(out.toString()), CSVFormat.RFC4180)) {
            var rows = parser.getRecords();
            assertThat(rows).hasSize(2).allSatisfy(row -> assertThat(row.size()).isEqualTo(2));
            assertThat(rows.getFirst().toList()).isEqualTo(HEADER);
            return rows.getLast().get(0);
        }
    }
}
