package dev.trailtally.report.unused;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.lastaccessed.GrantingPolicies;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import dev.trailtally.report.v1.UnusedAccess;
import dev.trailtally.report.v1.UnusedAccessKind;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Adds unused services, their unused actions and the policies that grant them to findings. */
final class UnusedDetails {

    private final UnusedQuestion question;
    private final Binds eventServices;

    UnusedDetails(UnusedQuestion question, Binds eventServices) {
        this.question = question;
        this.eventServices = eventServices;
    }

    /** The messages of the findings, in their order. */
    List<UnusedAccess> of(Snapshot snapshot, List<Finding> findings) throws SQLException {
        var messages = new ArrayList<UnusedAccess.Builder>();
        findings.forEach(finding -> messages.add(finding.message().toBuilder()));
        var entities = entities(findings);
        var services = UnusedServices.current(snapshot, binds(findings).withAll(entities));
        var actions = question.actions()
                ? UnusedActions.current(snapshot, services, question.since())
                : Map.<Integer, List<TrackedActionLastAccessed>>of();
        var policies = GrantingPolicies.current(snapshot, entities.with("service_namespaces", null));
        for (int i = 0; i < services.size(); i++) {
            var service = services.get(i);
            messages.get(service.ref().position() - 1)
                    .addServices(service.message().toBuilder()
                            .addAllUnusedActions(actions.getOrDefault(i, List.of()))
                            .addAllGrantingPolicies(policies.getOrDefault(service.ref(), List.of())));
        }
        return messages.stream().map(UnusedAccess.Builder::build).toList();
    }

    static int count(UnusedAccess finding) {
        return finding.getServicesList().stream()
                .mapToInt(service -> 1 + service.getUnusedActionsCount() + service.getGrantingPoliciesCount())
                .sum();
    }

    // Access keys and passwords keep their position, without an entity.
    private static Binds entities(List<Finding> findings) {
        return new Binds()
                .with(
                        "account_ids",
                        findings.stream().mapToLong(finding -> finding.rank().accountId()))
                .with(
                        "entity_ids",
                        findings.stream().mapToLong(finding -> finding.hasServices() ? finding.entityId() : -1));
    }

    private Binds binds(List<Finding> findings) {
        var wholes =
                findings.stream().mapToInt(finding -> isWhole(finding) ? 1 : 0).toArray();
        var positions = new ArrayList<Long>();
        var youngServices = new ArrayList<Long>();
        for (int i = 0; i < wholes.length; i++) {
            for (var service :
                    wholes[i] == 1 ? List.<Long>of() : findings.get(i).youngServiceRefs()) {
                positions.add(i + 1L);
                youngServices.add(service);
            }
        }
        return new Binds()
                .withAll(eventServices)
                .with("wholes", wholes)
                .withReferences("young_positions", positions)
                .with("young_service_refs", youngServices.stream().mapToLong(Long::longValue))
                .with("months", months())
                .with("unused_since", question.since())
                .with("include_actions", question.actions());
    }

    private static boolean isWhole(Finding finding) {
        return finding.rank().kind() == UnusedAccessKind.UNUSED_ACCESS_KIND_PRINCIPAL;
    }

    private LocalDate[] months() {
        return Span.dayOf(question.since())
                .withDayOfMonth(1)
                .datesUntil(Span.dayOf(question.now()).plusDays(1), Period.ofMonths(1))
                .toArray(LocalDate[]::new);
    }
}
