package dev.trailtally.simulator.iam.query;

/** How the jobs of an unlucky entity fail. */
public enum JobFate {
    /** It ends as FAILED. */
    FAILS,
    /** It is IN_PROGRESS for ever. */
    NEVER_ENDS,
    /** It is no longer known once it would have been completed. */
    VANISHES,
    /** The entity is listed, and gone when a job is requested. */
    ENTITY_DELETED
}
