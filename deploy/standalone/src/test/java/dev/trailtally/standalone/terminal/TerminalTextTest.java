package dev.trailtally.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {

    @Test
    void wideCharactersTakeTwoColumnsAndCombiningOnesNone() {
        assertThat(TerminalText.width("abc")).isEqualTo(3);
        assertThat(TerminalText.width("데이터")).isEqualTo(6);
        assertThat(TerminalText.width("e\u0301")).isEqualTo(1);
    }

    @Test
    void textIsCutToTheColumnsItMayTake() {
        assertThat(TerminalText.fit("데이터 플랫폼", 8)).isEqualTo("데이터 …");
        assertThat(TerminalText.fit("데이터", 6)).isEqualTo("데이터");
        assertThat(TerminalText.fit("abc", 0)).isEmpty();
    }
}
