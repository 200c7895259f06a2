package dev.trailtally.schema;

import dev.trailtally.schema.Catalog.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a schema must keep for the services of the former release: all that was there is still there and as wide. Compares
 * catalogs and not statements, so it does not matter how a migration is written.
 */
final class UpgradeRule {

    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'::[a-z ]+");
    private static final Pattern VARCHAR = Pattern.compile("character varying(?:\\((\\d+)\\))?");

    private static final Pattern INDEXED_TABLE = Pattern.compile(" ON (?:ONLY )?public\\.(\\S+)");

    private final Catalog before;
    private final Catalog after;
    private final List<String> violations = new ArrayList<>();

    private UpgradeRule(Catalog before, Catalog after) {
        this.before = before;
        this.after = after;
    }

    /** In words; empty if the services of the former release work with the later schema. */
    static List<String> violations(Catalog before, Catalog after) {
        var rule = new UpgradeRule(before, after);
        rule.relations();
        rule.columns();
        rule.constraints();
        rule.indexes();
        rule.others();
        return rule.violations;
    }

    private void relations() {
        before.relations().forEach((name, kind) -> {
            if (!kind.equals(after.relations().get(name))) {
                violations.add(kind + " " + name + " is gone");
            }
        });
        before.files().forEach((table, file) -> {
            var now = after.files().get(table);
            if (now != null && !now.equals(file)) {
                violations.add("table " + table + " is rewritten");
            }
        });
    }

    private void columns() {
        before.columns().forEach((name, was) -> {
            var now = after.columns().get(name);
            if (now != null) {
                column(name, was, now);
            } else if (isKept(Catalog.relation(name))) {
                violations.add("column " + name + " is gone");
            }
        });
        after.columns().forEach((name, now) -> {
            boolean added = !before.columns().containsKey(name) && existed(Catalog.relation(name));
            if (added && now.mandatory() && now.standard().isEmpty() && !now.generated()) {
                violations.add("column " + name + " is new and mandatory, without a default");
            }
        });
    }

    private void column(String name, Column was, Column now) {
        if (!was.type().equals(now.type()) && !isWider(was.type(), now.type())) {
            violations.add("column " + name + " changes from " + was.type() + " to " + now.type());
        }
        if (now.mandatory() && !was.mandatory()) {
            violations.add("column " + name + " becomes mandatory");
        }
        if (now.standard().isEmpty() && !was.standard().isEmpty()) {
            violations.add("column " + name + " loses its default");
        }
        if (now.generated() && !was.generated()) {
            violations.add("column " + name + " cannot be written any more");
        }
    }

    /** Without a rewrite: a text gets longer. */
    private static boolean isWider(String was, String now) {
        var from = VARCHAR.matcher(was);
        var to = VARCHAR.matcher(now);
        if (!from.matches()) {
            return false;
        }
        if (now.equals("text") || now.equals("character varying")) {
            return true;
        }
        return to.matches() && from.group(1) != null && Integer.parseInt(from.group(1)) < Integer.parseInt(to.group(1));
    }

    private void constraints() {
        before.constraints().forEach((name, was) -> {
            var now = after.constraints().get(name);
            if (now == null && isKept(Catalog.relation(name)) && isKey(was)) {
                violations.add("key " + name + " is gone");
            } else if (now != null && !now.equals(was) && !admitsMore(was, now)) {
                violations.add("constraint " + name + " changes from " + was + " to " + now);
            }
        });
        after.constraints().forEach((name, now) -> {
            if (!before.constraints().containsKey(name) && existed(Catalog.relation(name))) {
                violations.add("constraint " + name + " is new: " + now);
            }
        });
    }

    /** Statements with "on conflict" need it. */
    private static boolean isKey(String definition) {
        return definition.startsWith("PRIMARY KEY")
                || definition.startsWith("UNIQUE")
                || definition.startsWith("EXCLUDE");
    }

    /** A check with the same form and further values. */
    private static boolean admitsMore(String was, String now) {
        return form(was).equals(form(now)) && values(now).containsAll(values(was)) && was.contains("= ANY");
    }

    private static String form(String check) {
        return LITERAL.matcher(check).replaceAll("?").replaceAll("\\?(, \\?)*", "?");
    }

    private static Set<String> values(String check) {
        return LITERAL.matcher(check).results().map(literal -> literal.group(1)).collect(Collectors.toSet());
    }

    private void indexes() {
        before.indexes().forEach((name, was) -> {
            if (!was.equals(after.indexes().get(name)) && isKept(tableOf(was))) {
                violations.add("index " + name + " is gone or changed: " + was);
            }
        });
        after.indexes().forEach((name, now) -> {
            boolean added = !before.indexes().containsKey(name) && existed(tableOf(now));
            if (added && now.startsWith("CREATE UNIQUE")) {
                violations.add("unique index " + name + " is new: " + now);
            }
        });
    }

    private static String tableOf(String index) {
        var table = INDEXED_TABLE.matcher(index);
        return table.find() ? table.group(1) : "";
    }

    private void others() {
        before.functions().forEach((name, was) -> {
            var now = after.functions().get(name);
            if (now == null) {
                violations.add(name + " is gone");
            } else if (!now.equals(was)) {
                violations.add(name + " changes from " + was + " to " + now);
            }
        });
        before.grants().keySet().stream()
                .filter(grant -> !after.grants().containsKey(grant))
                .filter(this::isOfKept)
                .forEach(grant -> violations.add("right is gone: " + grant));
        after.triggers().forEach((name, now) -> {
            if (existed(Catalog.relation(name)) && !now.equals(before.triggers().get(name))) {
                violations.add("trigger " + name + " is new or changed: " + now);
            }
        });
        before.triggers().keySet().stream()
                .filter(name -> !after.triggers().containsKey(name) && isKept(Catalog.relation(name)))
                .forEach(name -> violations.add("trigger " + name + " is gone"));
    }

    /** A right on something that is gone goes with it, which is reported once. */
    private boolean isOfKept(String grant) {
        var what = grant.substring(grant.indexOf(" on ") + 4, grant.lastIndexOf(" to "));
        if (what.startsWith("function ")) {
            return after.functions().containsKey(what)
                    || after.functions().containsKey(what.replace("function ", "procedure "));
        }
        var name = what.substring(what.indexOf(' ') + 1);
        return switch (what.substring(0, what.indexOf(' '))) {
            case "column" -> after.columns().containsKey(name);
            case "schema" -> true;
            default -> after.relations().containsKey(name);
        };
    }

    private boolean existed(String relation) {
        return before.relations().containsKey(relation);
    }

    private boolean isKept(String relation) {
        return after.relations().containsKey(relation);
    }
}
