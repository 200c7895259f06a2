package dev.trailtally.report.bucket;

import java.util.Locale;

/** Rollups, by what they count. */
public enum Family {
    /** By region, action and error code. */
    USAGE,
    /** By event source. */
    SERVICE,
    /** Failed events, by action and error code. */
    ERROR,
    /** By principal. */
    PRINCIPAL,
    /** By principal, action and error code. */
    PRINCIPAL_CALL,
    /** By principal, source IP address and user agent. */
    PRINCIPAL_ORIGIN;

    private final String sqlName = name().toLowerCase(Locale.ROOT);

    String sqlName() {
        return sqlName;
    }

    static Family ofSql(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
