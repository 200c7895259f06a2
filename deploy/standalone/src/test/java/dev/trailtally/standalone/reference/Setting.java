package dev.trailtally.standalone.reference;

import java.util.Locale;

/**
 * A setting of a service.
 *
 * @param key as in a properties file
 * @param variable the environment variable
 * @param defaultValue empty for none
 * @param meaning from the comment beside the code
 */
record Setting(String key, String variable, String defaultValue, String meaning) {

    /** The variable that Micronaut reads for a key. */
    static String variable(String key) {
        return key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    String row() {
        return "| `%s` | `%s` | %s | %s |\n"
                .formatted(key, variable, defaultValue.isEmpty() ? "none" : "`" + defaultValue + "`", meaning);
    }
}
