package dev.trailtally.simulator.organization;

import dev.trailtally.simulator.event.SimulatedEvents;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An account of the organization, the management account too.
 *
 * @param parentId the root or an OU
 * @param events by region; an account has no other regions enabled
 */
public record MemberAccount(
        String id,
        String name,
        String parentId,
        AccountState state,
        List<Role> roles,
        Map<String, SimulatedEvents> events) {

    public MemberAccount {
        if (!id.matches("\\d{12}")) {
            throw new IllegalArgumentException("account is not twelve digits: " + id);
        }
        roles = List.copyOf(roles);
        events = Collections.unmodifiableMap(new TreeMap<>(events));
    }

    public Optional<Role> findRole(String roleName) {
        return roles.stream().filter(role -> role.name().equals(roleName)).findFirst();
    }
}
