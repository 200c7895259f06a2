package dev.trailtally.report.bucket;

/** Rollups, by what they count. */
public enum Family {
    /** By region, action and error code. */
    USAGE,
    /** By principal. */
    PRINCIPAL,
    /** By principal, action and error code. */
    PRINCIPAL_CALL,
    /** By principal, source IP address and user agent. */
    PRINCIPAL_ORIGIN
}
