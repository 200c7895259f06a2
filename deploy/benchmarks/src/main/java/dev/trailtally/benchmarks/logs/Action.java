package dev.trailtally.benchmarks.logs;

/**
 * An API action.
 *
 * @param global whether its records name us-east-1, regardless of the caller's region
 * @param data whether its records are data events
 */
record Action(String eventSource, String eventName, boolean global, boolean data) {

    private static final String READ_VERBS =
            "(Get|List|Describe|Head|Lookup|Search|View|Select|Check|Query|Scan|Filter|Discover|Decode|Validate|"
                    + "BatchGet|BatchCheck).*";

    boolean readOnly() {
        return eventName.matches(READ_VERBS);
    }

    /** The part of the event source before ".amazonaws.com". */
    String service() {
        return eventSource.substring(0, eventSource.indexOf('.'));
    }
}
