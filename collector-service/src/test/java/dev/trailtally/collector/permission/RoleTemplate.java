package dev.trailtally.collector.permission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A template of deploy/aws that makes one role, filled in as CloudFormation does. */
final class RoleTemplate {

    private static final Path FOLDER = Path.of(System.getProperty("project.root", ".."), "deploy/aws");

    private final Map<?, ?> template;

    private RoleTemplate(String text) {
        this.template = (Map<?, ?>) TemplateYaml.parse(text);
    }

    static RoleTemplate member() {
        return new RoleTemplate(read("member-role.yaml"));
    }

    static RoleTemplate collector() {
        return new RoleTemplate(read("collector-role.yaml"));
    }

    static String readme() {
        return read("README.md");
    }

    private static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(FOLDER.resolve(file).toAbsolutePath() + " cannot be read", e);
        }
    }

    /** The parameters that let something in or leave it out, such as "AllowLookupEvents". */
    Set<String> switches() {
        var names = new TreeSet<String>();
        section("Parameters").forEach((name, definition) -> {
            if (List.of("true", "false").equals(((Map<?, ?>) definition).get("AllowedValues"))) {
                names.add(String.valueOf(name));
            }
        });
        return names;
    }

    /** What the role may do. */
    List<Statement> statements(Map<String, String> parameters) {
        var statements = new ArrayList<Statement>();
        for (var policy : TemplateValues.list(role(parameters).get("Policies"))) {
            statements.addAll(Statement.all(((Map<?, ?>) policy).get("PolicyDocument")));
        }
        return statements;
    }

    /** Who may assume the role. */
    List<Statement> trust(Map<String, String> parameters) {
        return Statement.all(role(parameters).get("AssumeRolePolicyDocument"));
    }

    private Map<?, ?> role(Map<String, String> parameters) {
        var values = new TemplateValues(section("Parameters"), section("Conditions"), parameters);
        var roles = section("Resources").values().stream()
                .map(resource -> (Map<?, ?>) resource)
                .filter(resource -> "AWS::IAM::Role".equals(resource.get("Type")))
                .toList();
        if (roles.size() != 1) {
            throw new AssertionError("a template makes one role, found " + roles.size());
        }
        return (Map<?, ?>) values.fill(roles.getFirst().get("Properties"));
    }

    private Map<?, ?> section(String name) {
        if (template.get(name) instanceof Map<?, ?> section) {
            return section;
        }
        throw new AssertionError("the template has no " + name);
    }

    /**
     * One of a policy.
     *
     * @param condition by operator; empty if there is none
     */
    record Statement(
            String sid, Set<String> actions, List<String> resources, Map<?, ?> principal, Map<?, ?> condition) {

        /** @param policy as a structure, or as the text of one */
        private static List<Statement> all(@Nullable Object policy) {
            var document = map(policy instanceof String json ? TemplateYaml.parse(json) : policy);
            return TemplateValues.list(document.get("Statement")).stream()
                    .map(statement -> of((Map<?, ?>) statement))
                    .toList();
        }

        private static Statement of(Map<?, ?> statement) {
            if (!"Allow".equals(statement.get("Effect"))) {
                throw new AssertionError("not a statement that allows: " + statement);
            }
            return new Statement(
                    String.valueOf(statement.get("Sid")),
                    Set.copyOf(texts(statement.get("Action"))),
                    texts(statement.get("Resource")),
                    map(statement.get("Principal")),
                    map(statement.get("Condition")));
        }

        private static List<String> texts(@Nullable Object oneOrMany) {
            return TemplateValues.list(oneOrMany).stream().map(String::valueOf).toList();
        }

        private static Map<?, ?> map(@Nullable Object value) {
            return value instanceof Map<?, ?> map ? map : Map.of();
        }
    }
}
