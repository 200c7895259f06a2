package dev.trailtally.report.snapshot;

import java.util.List;
import java.util.regex.Pattern;

/** A whole statement with named binds, such as {@code :account_id}; a name may occur several times. */
public final class Sql {

    // The look-behind leaves casts (::date) alone.
    private static final Pattern BIND = Pattern.compile("(?<!:):([a-z]\\w*)");

    private final String text;
    private final List<String> names;
    private final boolean plannedOnce;

    /** A statement that is planned for the values at hand, each time. */
    public Sql(String text) {
        this(text, false);
    }

    private Sql(String text, boolean plannedOnce) {
        this.text = BIND.matcher(text).replaceAll("?");
        this.names = BIND.matcher(text).results().map(bind -> bind.group(1)).toList();
        this.plannedOnce = plannedOnce;
    }

    /**
     * A statement that each connection plans once, for any values, from indexes alone: for rows of few accounts, where
     * planning would take longer than reading. Of a partitioned table it locks every partition, and opens those of its values.
     */
    public static Sql plannedOnce(String text) {
        return new Sql(text, true);
    }

    String text() {
        return text;
    }

    boolean isPlannedOnce() {
        return plannedOnce;
    }

    List<String> names() {
        return names;
    }
}
