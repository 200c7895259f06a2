package dev.trailtally.collector.permission;

import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** YAML with the short forms of CloudFormation's functions, which become the long ones: {@code !If} is "Fn::If". */
final class TemplateYaml extends SafeConstructor {

    private TemplateYaml() {
        super(new LoaderOptions());
        yamlMultiConstructors.put("!", new ShortForm());
    }

    static Object parse(String text) {
        return new Yaml(new TemplateYaml()).load(text);
    }

    private final class ShortForm extends AbstractConstruct {

        @Override
        public Object construct(Node node) {
            var tag = node.getTag().getValue().substring(1);
            return Map.of(tag.equals("Ref") ? tag : "Fn::" + tag, value(node));
        }

        private Object value(Node node) {
            return switch (node) {
                case ScalarNode scalar -> constructScalar(scalar);
                case SequenceNode sequence -> constructSequence(sequence);
                case MappingNode mapping -> constructMapping(mapping);
                default -> throw new AssertionError("no short form: " + node);
            };
        }
    }
}
