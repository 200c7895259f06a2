package dev.trailtally.collector;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** No two files use each other: a class counts with all that is nested in it. */
final class UsedOneWay extends ArchCondition<JavaClass> {

    private final Set<Map.Entry<String, String>> uses = new HashSet<>();

    UsedOneWay() {
        super("be used in one direction only");
    }

    @Override
    public void init(Collection<JavaClass> classes) {
        for (var user : classes) {
            user.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(used -> !used.isArray())
                    .forEach(used -> uses.add(Map.entry(file(user), file(used))));
        }
    }

    @Override
    public void check(JavaClass user, ConditionEvents events) {
        for (var used : user.getDirectDependenciesFromSelf()) {
            var there = file(user);
            var back = file(used.getTargetClass());
            if (!there.equals(back) && uses.contains(Map.entry(back, there))) {
                events.add(SimpleConditionEvent.violated(
                        used, there + " and " + back + " use each other: " + used.getDescription()));
            }
        }
    }

    private static String file(JavaClass type) {
        return type.getEnclosingClass().map(UsedOneWay::file).orElseGet(type::getName);
    }
}
