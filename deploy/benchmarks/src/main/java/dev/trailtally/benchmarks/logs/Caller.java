package dev.trailtally.benchmarks.logs;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A principal and its habits.
 *
 * @param name of the role, user, service or provider
 * @param uniqueId the part of principalId and of long-lived access keys that never changes
 * @param habits the actions it calls, the most frequent first
 * @param sessions session or federated names; empty for types without sessions
 * @param seed of its access keys
 */
record Caller(
        CallerType type,
        String accountId,
        String name,
        String uniqueId,
        List<Habit> habits,
        List<String> sessions,
        List<String> sourceIps,
        List<String> userAgents,
        Weights habitWeights,
        long seed) {

    Caller {
        habits = List.copyOf(habits);
        sessions = List.copyOf(sessions);
        sourceIps = List.copyOf(sourceIps);
        userAgents = List.copyOf(userAgents);
    }

    /** What it calls next in a region: global services answer in the first region only. */
    Habit drawHabit(SplittableRandom random, boolean firstRegion) {
        var drawn = habitWeights.draw(random);
        for (var i = 0; i < habits.size(); i++) {
            var habit = habits.get((drawn + i) % habits.size());
            if (firstRegion || !habit.action().global()) {
                return habit;
            }
        }
        return habits.get(drawn);
    }

    /** Whether every habit calls a global service. */
    boolean globalOnly() {
        return habits.stream().allMatch(habit -> habit.action().global());
    }
}
