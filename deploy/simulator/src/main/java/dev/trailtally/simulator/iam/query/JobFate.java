package dev.trailtally.simulator.iam.query;

/** What becomes of the jobs of an entity that is out of luck. */
public enum JobFate {
    /** It ends as FAILED. */
    FAILS,
    /** It is IN_PROGRESS for ever. */
    NEVER_ENDS,
    /** It is not known any more once it would have been completed. */
    VANISHES,
    /** The entity is listed, and gone when a job is asked for. */
    ENTITY_DELETED
}
