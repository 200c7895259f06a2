package dev.trailtally.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedEventsTest {

    @Test
    void theSamePlanGivesTheSameEvents() {
        assertThat(Fixture.generated(500).records().toList())
                .isEqualTo(Fixture.generated(500).records().toList());
    }

    @Test
    void anotherAccountHasOtherEvents() {
        var ids = new HashSet<>(Fixture.generated(500).ids().toList());
        assertThat(ids).hasSize(500);
        assertThat(Fixture.generated(Fixture.MEMBER, 500).ids()).noneMatch(ids::contains);
    }

    @Test
    void everyRecordAgreesWithWhatIsSaidBesideIt() throws JsonProcessingException {
        var events = Fixture.generated(3000);
        var types = new HashSet<String>();
        var failed = 0;
        for (var index = 0; index < events.count(); index++) {
            var json = new ObjectMapper().readTree(events.record(index));
            var facts = events.facts(index);
            assertThat(json.path("eventID").asText()).isEqualTo(facts.id());
            assertThat(json.path("eventName").asText()).isEqualTo(facts.name());
            assertThat(json.path("eventSource").asText()).isEqualTo(facts.source());
            assertThat(json.path("readOnly").asBoolean()).isEqualTo(facts.readOnly());
            assertThat(json.path("userIdentity").path("accessKeyId").asText(null))
                    .isEqualTo(facts.accessKeyId());
            assertThat(Instant.parse(json.path("eventTime").asText()).getEpochSecond())
                    .isEqualTo(events.epochSecond(index));
            types.add(json.path("userIdentity").path("type").asText());
            failed += json.has("errorCode") ? 1 : 0;
        }
        assertThat(types).hasSize(9);
        assertThat(failed).isBetween(30, 300);
    }

    @Test
    void timesAreSortedAndUneven() {
        var events = Fixture.generated(20_000);
        assertThat(IntStream.range(1, events.count()))
                .allMatch(index -> events.epochSecond(index - 1) <= events.epochSecond(index));
        var hours = new HashMap<Long, Integer>();
        IntStream.range(0, events.count())
                .forEach(index -> hours.merge(events.epochSecond(index) / 3600 % 24, 1, Integer::sum));
        assertThat(hours.getOrDefault(14L, 0)).isGreaterThan(3 * hours.getOrDefault(2L, 0));
    }

    @Test
    void countsOfAnIntervalIncludeItsStartAndNotItsEnd() {
        var events = Fixture.at(Fixture.NOW, Fixture.NOW.plusSeconds(1), Fixture.NOW.plusSeconds(2));
        assertThat(events.count(Fixture.NOW, Fixture.NOW.plusSeconds(2))).isEqualTo(2);
        assertThat(events.ids(Fixture.NOW.plus(Duration.ofMillis(1)), Fixture.NOW.plusSeconds(3)))
                .containsExactly("e1", "e2");
    }
}
