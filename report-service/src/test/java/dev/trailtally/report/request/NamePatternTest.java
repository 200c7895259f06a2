package dev.trailtally.report.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "s3, s3.amazonaws.com",
        "s3.amazonaws.com, s3.amazonaws.com",
        "s3*, s3%",
        "*s3, %s3.amazonaws.com",
        "*, %",
        "a_b%c, a\\_b\\%c.amazonaws.com",
        "a\\b*, a\\\\b%"
    })
    void aServiceMatchesItsEventSource(String service, String pattern) {
        assertThat(NamePattern.ofService(service)).isEqualTo(pattern);
    }
}
