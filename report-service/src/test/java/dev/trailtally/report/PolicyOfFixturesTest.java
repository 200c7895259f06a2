package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.iamaction.ActionMap;
import dev.trailtally.report.iamaction.NeededPermission;
import dev.trailtally.report.v1.OmittedCall;
import dev.trailtally.report.v1.ProposePolicyRequest;
import dev.trailtally.report.v1.ProposePolicyResponse;
import dev.trailtally.report.v1.ProposedAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyOfFixturesTest {

    private static final Path RECORDS = Path.of(System.getProperty("project.root", ".."))
            .resolveSibling("shared")
            .resolve("cloudtrail-fixtures/s3");

    private record Principal(long accountId, String key) {}

    @Test
    void noPolicyIsWiderThanTheEventsOfItsPrincipal() throws Exception {
        assumeTrue(Files.isDirectory(RECORDS), "no fixtures");
        try (var fixture = Fixture.create();
                var database = fixture.database().owner()) {
            var json = new JsonRows(database);
            fixture.store(1, json.events(RECORDS));
            fixture.rollUp();
            var principals = fixture.events().stream()
                    .collect(Collectors.groupingBy(event -> new Principal(event.accountId(), event.principal())));
            try (var service = RunningService.on(fixture.database())) {
                for (var principal : principals.entrySet()) {
                    var policy = policy(service, principal.getKey());
                    assertThat(json.actions(policy.getPolicyDocument()))
                            .as(principal.getKey().toString())
                            .containsExactlyInAnyOrderElementsOf(seen(principal.getValue()))
                            .noneMatch(action -> action.contains("*"));
                    assertThat(accountedFor(policy)).isEqualTo(calls(principal.getValue()));
                }
            }
            assertThat(principals).hasSizeGreaterThan(50);
        }
    }

    private static ProposePolicyResponse policy(RunningService service, Principal principal) {
        return service.access()
                .proposePolicy(ProposePolicyRequest.newBuilder()
                        .setAccountId("%012d".formatted(principal.accountId()))
                        .setPrincipal(principal.key())
                        .build());
    }

    private static Set<String> seen(List<TestEvent> events) {
        return events.stream()
                .filter(event -> !event.error().matches("AccessDenied.*|Client.Unauthorized.*|.*(Unauth|Forbid).*")
                        && !event.error().equals("InvalidAccessException"))
                .map(event -> ActionMap.of(event.source(), event.name()))
                .flatMap(needed ->
                        needed instanceof NeededPermission.Actions actions ? actions.names().stream() : Stream.of())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // Every call is in an action or omitted, never both.
    private static List<String> accountedFor(ProposePolicyResponse policy) {
        var mapped =
                policy.getActionsList().stream().map(PolicyOfFixturesTest::call).distinct();
        var omitted = policy.getOmittedCallsList().stream().map(PolicyOfFixturesTest::call);
        return Stream.concat(mapped, omitted).sorted().toList();
    }

    private static String call(ProposedAction action) {
        return action.getEventSource() + " " + action.getEventName();
    }

    private static String call(OmittedCall omitted) {
        return omitted.getEventSource() + " " + omitted.getEventName();
    }

    private static List<String> calls(List<TestEvent> events) {
        return events.stream()
                .map(event -> event.source() + " " + event.name())
                .distinct()
                .sorted()
                .toList();
    }
}
