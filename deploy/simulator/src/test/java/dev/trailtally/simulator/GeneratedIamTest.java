package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.simulator.iam.Accessor;
import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamEntity;
import dev.trailtally.simulator.iam.IamPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GeneratedIamTest {

    private static final IamPlan PLAN = IamPlan.of(3, 100, 60, NOW).withAwsPolicies(4);

    @Test
    void theSamePlanGivesTheSameAccountAndAnotherAccountDiffers() {
        var one = Iam.generated(PLAN).account("111111111111");
        var again = Iam.generated(PLAN).account("111111111111");
        assertThat(one.entities()).isEqualTo(again.entities());
        for (var entity : one.entities()) {
            assertThat(one.services(entity.arn()))
                    .isEqualTo(again.services(entity.arn()))
                    .isEqualTo(one.services(entity.arn()));
        }
        var other = Iam.generated(PLAN).account("222222222222");
        assertThat(other.entities())
                .extracting(IamEntity::id)
                .doesNotContainAnyElementsOf(one.entities().stream()
                        .filter(entity -> !entity.isAwsManaged())
                        .map(IamEntity::id)
                        .toList());
    }

    @Test
    void thereAreAsManyAsPlanned() {
        var account = Iam.generated(PLAN).account("111111111111");
        assertThat(account.entities()).hasSize(104);
        assertThat(account.entities(EntityType.USER)).hasSize(30);
        assertThat(account.entities(EntityType.ROLE)).hasSize(50);
        assertThat(account.entities(EntityType.POLICY))
                .filteredOn(IamEntity::isAwsManaged)
                .hasSize(4);
        for (var entity : account.entities()) {
            assertThat(account.services(entity.arn()))
                    .hasSize(60)
                    .isSortedAccordingTo((a, b) -> a.namespace().compareTo(b.namespace()));
        }
    }

    @Test
    void aShareIsNeverAccessedAndNothingIsNewerThanFourHours() {
        var account = Iam.generated(PLAN).account("111111111111");
        var times = account.entities(EntityType.ROLE).stream()
                .flatMap(entity -> account.services(entity.arn()).stream())
                .map(service -> service.lastAuthenticated())
                .filter(Objects::nonNull)
                .toList();
        assertThat(times.size()).isBetween(50 * 60 * 2 / 10, 50 * 60 * 4 / 10);
        assertThat(times).allMatch(time -> !time.isAfter(NOW.minus(Duration.ofHours(4))));
    }

    @Test
    void whatGroupsAndPoliciesSayFollowsFromTheirAccessors() {
        var account = Iam.generated(PLAN).account("111111111111");
        for (var entity : account.entities()) {
            if (entity.type() == EntityType.GROUP || entity.type() == EntityType.POLICY) {
                for (var service : account.services(entity.arn())) {
                    var times = service.accessors().stream()
                            .map(Accessor::lastAuthenticated)
                            .filter(Objects::nonNull)
                            .toList();
                    assertThat(service.totalAuthenticatedEntities()).isEqualTo(times.size());
                    assertThat(service.lastAuthenticated())
                            .isEqualTo(times.stream().max(Instant::compareTo).orElse(null));
                }
            }
        }
    }
}
