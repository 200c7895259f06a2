package dev.trailtally.collector.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.source.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final String KIND = "role";

    private final Refusals refusals = new Refusals();

    private void denied(String arn) {
        assertThat(refusals.ask(KIND)).isTrue();
        refusals.failed(KIND, arn, new SourceException("AccessDenied", "not allowed", "Allow it."));
        refusals.answered(KIND);
    }

    @Test
    void theRestIsNotAskedAfterDenialsOnlyAndSaysSo() {
        for (int probe = 1; probe <= Refusals.PROBES; probe++) {
            assertThat(refusals.verdict(KIND)).isNull();
            denied("arn" + probe);
        }

        assertThat(refusals.ask(KIND)).isFalse();
        assertThat(refusals.verdict(KIND)).isNotNull().satisfies(verdict -> {
            assertThat(verdict.code()).isEqualTo("AccessDenied");
            assertThat(verdict.explanation())
                    .isEqualTo("not asked: all of the first 8 were denied, such as arn8: not allowed");
            assertThat(verdict.nextStep()).isEqualTo("Allow it.");
        });
    }

    @Test
    void oneThatIsAllowedLetsAllBeAsked() {
        refusals.allowed(KIND);
        for (int asked = 0; asked < 3 * Refusals.PROBES; asked++) {
            denied("arn");
        }

        assertThat(refusals.verdict(KIND)).isNull();
    }

    @Test
    void whatIsNeitherDeniedNorAllowedMakesRoomForTheNext() {
        for (int asked = 0; asked < 3 * Refusals.PROBES; asked++) {
            assertThat(refusals.ask(KIND)).isTrue();
            refusals.failed(KIND, "arn", new SourceException("ExpiredToken", "over", "Renew."));
            refusals.answered(KIND);
        }

        assertThat(refusals.verdict(KIND)).isNull();
    }

    @Test
    void thoseAskedForFirstAreOfAllPaths() {
        var arns = new ArrayList<String>();
        for (int i = 0; i < 500; i++) {
            arns.add("arn:aws:iam::000000000001:role/aaa/" + i);
        }
        arns.addAll(List.of("arn:aws:iam::000000000001:role/one", "arn:aws:iam::000000000001:role/zzz/one"));

        var first = RequestOrder.first(arns, Function.identity(), 1);

        assertThat(first).containsExactlyInAnyOrderElementsOf(arns);
        assertThat(first.subList(0, Refusals.PROBES)).containsAll(arns.subList(500, 502));
    }
}
