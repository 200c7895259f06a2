package dev.trailtally.report.snapshot;

/** Tables of texts that other tables refer to. */
public enum Dictionary {
    REGION,
    EVENT_SOURCE,
    ACTION,
    ERROR_CODE,
    PRINCIPAL,
    SOURCE_IP,
    USER_AGENT
}
