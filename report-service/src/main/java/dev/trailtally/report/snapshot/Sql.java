package dev.trailtally.report.snapshot;

import java.util.List;
import java.util.regex.Pattern;

/** A whole statement with named binds, such as {@code :account_id}; one name may stand in several places. */
public final class Sql {

    // The look-behind leaves casts (::date) alone.
    private static final Pattern BIND = Pattern.compile("(?<!:):([a-z]\\w*)");

    private final String text;
    private final List<String> names;

    public Sql(String text) {
        this.text = BIND.matcher(text).replaceAll("?");
        this.names = BIND.matcher(text).results().map(bind -> bind.group(1)).toList();
    }

    String text() {
        return text;
    }

    List<String> names() {
        return names;
    }
}
