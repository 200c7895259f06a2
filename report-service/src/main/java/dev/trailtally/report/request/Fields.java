package dev.trailtally.report.request;

import dev.trailtally.rpc.RpcErrors;
import java.util.List;

/** Checks of single request fields; every failure names the field, the value and what is allowed. */
public final class Fields {

    private static final int MAX_LENGTH = 2_048;

    private Fields() {}

    /** A number with a default for 0, which is how an absent one looks. */
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

    private static String nonEmpty(String field, String value) {
        if (value.isEmpty()) {
            throw RpcErrors.invalidArgument(field, "\"\"; a value is required");
        }
        return text(field, value);
    }

    /** An enum value that this version of the contract does not know arrives as UNRECOGNIZED. */
    public static <E extends Enum<E>> E known(String field, E value, int number) {
        if (value.name().equals("UNRECOGNIZED")) {
            throw RpcErrors.invalidArgument(field, "%d is no value of the enum".formatted(number));
        }
        return value;
    }
}
