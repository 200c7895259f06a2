package dev.trailtally.collector.cloudtrail;

/** Why a record, or the rest of an object, was rejected; the names are those of the contract's RejectionReason. */
public enum Reason {
    NOT_AN_EVENT,
    NO_NAME,
    NO_TIME,
    NO_ACCOUNT,
    INVALID_JSON,
    DAMAGED_GZIP,
    TOO_LARGE,
    TOO_DEEP,
    EXPANDS_TOO_FAR,
    BEYOND_RETENTION,
    TIME_OUT_OF_RANGE,
    REFUSED_BY_DATABASE,
    CHECKSUM_MISMATCH,
    NO_ID,
    REPEATED_CONTAINER,
    UNSUPPORTED_FORMAT
}
