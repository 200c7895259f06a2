package dev.trailtally.report.iamaction;

import java.util.List;

/** The IAM actions that the call of an event needs. */
public sealed interface NeededPermission {

    /** All of these actions, such as "s3:GetObject"; sorted, at least one. */
    record Actions(List<String> names) implements NeededPermission {
        public Actions {
            names = List.copyOf(names);
            if (names.isEmpty() || names.stream().anyMatch(name -> name.indexOf(':') <= 0 || name.contains("*"))) {
                throw new IllegalArgumentException("not the names of actions: " + names);
            }
        }
    }

    /** The call needs no permission. */
    record Unneeded() implements NeededPermission {}

    /** It is unknown which action the call needs. */
    record NotMapped() implements NeededPermission {}
}
