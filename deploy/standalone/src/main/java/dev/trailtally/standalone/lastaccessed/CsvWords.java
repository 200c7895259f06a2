package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.report.v1.GrantingPolicy;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.report.v1.ServiceAccessor;
import dev.trailtally.report.v1.UnusedAccessKind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The contract's values in cells: enum values without their prefix, lists with semicolons. */
final class CsvWords {

    private static final String BETWEEN = "; ";

    private CsvWords() {}

    static String type(IamEntityType type) {
        return type.name().replace("IAM_ENTITY_TYPE_", "");
    }

    static String evaluation(Evaluation evaluation) {
        return evaluation.name().replace("EVALUATION_", "");
    }

    /** Empty if the state is unspecified. */
    static String state(AccessState state) {
        return state == AccessState.ACCESS_STATE_UNSPECIFIED ? "" : state.name().replace("ACCESS_STATE_", "");
    }

    static String kind(UnusedAccessKind kind) {
        return kind.name().replace("UNUSED_ACCESS_KIND_", "");
    }

    static String accessors(List<ServiceAccessor> accessors) {
        return accessors.stream().map(ServiceAccessor::getArn).collect(Collectors.joining(BETWEEN));
    }

    /** ARNs; for inline policies, the entity that has them. */
    static String policies(List<GrantingPolicy> policies) {
        return policies.stream()
                .map(policy -> policy.getPolicyArn().isEmpty()
                        ? policy.getPolicyName() + " (inline of "
                                + policy.getEntityType().toLowerCase(Locale.ROOT) + " " + policy.getEntityName() + ")"
                        : policy.getPolicyArn())
                .collect(Collectors.joining(BETWEEN));
    }
}
