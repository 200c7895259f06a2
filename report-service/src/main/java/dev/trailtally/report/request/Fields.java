package dev.trailtally.report.request;

import dev.trailtally.rpc.RpcErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks of single request fields; every failure names the field, the value and what is allowed. */
public final class Fields {

    private static final int MAX_LENGTH = 2_048;
    private static final int MAX_NAMESPACES = 200;

    private Fields() {}

    /** A number with a default for 0, which stands for absence. */
    public static int number(String field, int value, int byDefault, int max) {
        if (value < 0 || value > max) {
            throw RpcErrors.invalidArgument(field, "%d; 1 to %d are allowed".formatted(value, max));
        }
        return value == 0 ? byDefault : value;
    }

    /** Text that PostgreSQL can hold, of a bounded length. */
    public static String text(String field, String value) {
        if (value.indexOf('\0') >= 0) {
            throw RpcErrors.invalidArgument(field, "contains the character U+0000, which no record can hold");
        }
        if (value.length() > MAX_LENGTH) {
            throw RpcErrors.invalidArgument(
                    field, "%d characters; at most %d are allowed".formatted(value.length(), MAX_LENGTH));
        }
        return value;
    }

    public static String[] texts(String field, List<String> values, int maxCount) {
        if (values.size() > maxCount) {
            throw RpcErrors.invalidArgument(
                    field, "%d values; at most %d are allowed".formatted(values.size(), maxCount));
        }
        var texts = new String[values.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = nonEmpty("%s[%d]".formatted(field, i), values.get(i));
        }
        return texts;
    }

    /** Service namespaces of IAM, which are lower case; a wildcard would find none. */
    public static String[] serviceNamespaces(String field, List<String> values) {
        var namespaces = texts(field, values, MAX_NAMESPACES);
        for (int i = 0; i < namespaces.length; i++) {
            if (NamePattern.isPattern(namespaces[i])) {
                throw RpcErrors.invalidArgument(
                        "%s[%d]".formatted(field, i),
                        "\"%s\"; a whole service namespace such as s3 is required"
                                .formatted(RpcErrors.brief(namespaces[i])));
            }
            namespaces[i] = namespaces[i].toLowerCase(Locale.ROOT);
        }
        return namespaces;
    }

    private static String nonEmpty(String field, String value) {
        if (value.isEmpty()) {
            throw RpcErrors.invalidArgument(field, "\"\"; a value is required");
        }
        return text(field, value);
    }

    /** The values of a repeated enum field, each of them allowed; if there is none, the default. */
    public static <E extends Enum<E>> Set<E> values(
            String field, List<E> values, List<Integer> numbers, Set<E> allowed, Set<E> byDefault) {
        var asked = new HashSet<E>();
        for (int i = 0; i < values.size(); i++) {
            var element = "%s[%d]".formatted(field, i);
            var value = known(element, values.get(i), numbers.get(i));
            if (!allowed.contains(value)) {
                throw RpcErrors.invalidArgument(element, "%s; allowed are %s".formatted(value, allowed));
            }
            asked.add(value);
        }
        return asked.isEmpty() ? byDefault : asked;
    }

    /** An enum value that this version of the contract does not know arrives as UNRECOGNIZED. */
    public static <E extends Enum<E>> E known(String field, E value, int number) {
        if (value.name().equals("UNRECOGNIZED")) {
            throw RpcErrors.invalidArgument(field, "%d is not a value of the enum".formatted(number));
        }
        return value;
    }
}
