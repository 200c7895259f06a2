package dev.trailtally.collector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {

    private final PageTokens tokens = new PageTokens("iam:ListUsers");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void aCircleOfTokensEndsTheListingAtTheFirstRepetition(int length) throws SourceException {
        for (int page = 0; page < length; page++) {
            tokens.next("token-" + page);
        }

        assertThatThrownBy(() -> tokens.next("token-0"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("ENDLESS_LISTING")
                .hasMessageContaining("iam:ListUsers");
    }

    @Test
    void aListingThatAlwaysHasAnotherTokenEndsAfterFiftyThousandPages() throws SourceException {
        for (int page = 0; page < 50_000; page++) {
            tokens.next("token-" + page);
        }

        assertThatThrownBy(() -> tokens.next("one more")).hasMessageContaining("ENDLESS_LISTING");
    }

    @Test
    void anEmptyTokenIsNone() throws SourceException {
        assertThat(tokens.next("")).isNull();
        assertThat(tokens.next(null)).isNull();
        assertThat(tokens.next("one")).isEqualTo("one");
    }
}
