package dev.trailtally.standalone.activity;

import dev.trailtally.report.v1.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names of the principals of one account: the short form; if another principal already has that, the short form
 * and the key. Remembers the principals of one account.
 */
final class PrincipalLabels {

    private final Map<String, String> labels = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** One name for each key, and one key for each name. */
    String of(Principal principal) {
        return labels.computeIfAbsent(principal.getKey(), key -> label(principal));
    }

    private String label(Principal principal) {
        var name = principal.getDisplayName().isEmpty() ? principal.getKey() : principal.getDisplayName();
        var label = name;
        while (!taken.add(label)) {
            label += " [" + principal.getKey() + "]";
        }
        return label;
    }
}
