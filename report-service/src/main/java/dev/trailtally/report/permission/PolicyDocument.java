package dev.trailtally.report.permission;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An IAM policy that allows actions on all resources, a statement for each service; sorted. */
final class PolicyDocument {

    private PolicyDocument() {}

    // Names of actions come from actions.tsv alone: letters, digits, hyphens and a colon, nothing that JSON escapes.
    static String allowing(Collection<String> actions) {
        var services = actions.stream()
                .collect(Collectors.groupingBy(
                        action -> IamAction.of(action).namespace(),
                        TreeMap::new,
                        Collectors.toCollection(TreeSet::new)));
        var statements =
                services.entrySet().stream().map(PolicyDocument::statement).collect(Collectors.joining(",\n"));
        return """
                {
                  "Version": "2012-10-17",
                  "Statement": [%s]
                }
                """.formatted(statements.isEmpty() ? "" : "\n" + statements + "\n  ");
    }

    private static String statement(Map.Entry<String, ? extends Set<String>> service) {
        var actions = service.getValue().stream().map("\"%s\""::formatted).collect(Collectors.joining(",\n    "));
        return """
                    {
                      "Sid": "%s",
                      "Effect": "Allow",
                      "Action": [
                        %s
                      ],
                      "Resource": "*"
                    }""".formatted(sid(service.getKey()), actions).indent(4).stripTrailing();
    }

    // A Sid has letters and digits only; services differ in them.
    private static String sid(String namespace) {
        var sid = new StringBuilder();
        boolean starts = true;
        for (int i = 0; i < namespace.length(); i++) {
            char letter = namespace.charAt(i);
            if (letter != '-') {
                sid.append(starts ? Character.toUpperCase(letter) : letter);
            }
            starts = letter == '-';
        }
        return sid.toString();
    }
}
