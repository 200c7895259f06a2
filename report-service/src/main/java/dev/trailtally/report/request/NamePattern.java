package dev.trailtally.report.request;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names with "*" for any run of characters, as patterns of SQL's "like". */
public final class NamePattern {

    private static final String DOMAIN = ".amazonaws.com";

    private NamePattern() {}

    public static String of(String name) {
        return name.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace('*', '%');
    }

    /**
     * For an event source in lower case. A short name ("s3") stands for its event source; one with a dot is an event
     * source already, and one that ends in "*" matches the rest of it anyway.
     */
    public static String ofService(String service) {
        boolean whole = service.indexOf('.') >= 0 || service.endsWith("*");
        return ofLowerCase(whole ? service : service + DOMAIN);
    }

    /** For a name that is compared in lower case, such as a region. */
    public static String ofLowerCase(String name) {
        return of(name.toLowerCase(Locale.ROOT));
    }

    /** The name itself if it has no wildcard, so that an index of whole names finds it; else null. */
    public static @Nullable String exact(String name) {
        return isPattern(name) ? null : name;
    }

    /** Whether a name contains a wildcard. */
    public static boolean isPattern(String name) {
        return name.indexOf('*') >= 0;
    }
}
