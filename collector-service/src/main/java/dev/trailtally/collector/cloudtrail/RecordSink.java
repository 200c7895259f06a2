package dev.trailtally.collector.cloudtrail;

/** Takes what a {@link RecordReader} finds, in the order of the object. */
public interface RecordSink {

    /** An object that claims to be an event; the view is valid during the call only. */
    void record(RecordView record);

    /**
     * Something that cannot be an event.
     *
     * @param number its place in the object, from 1
     * @param offset where it starts, in bytes of the uncompressed object
     */
    void rejected(Reason reason, String detail, long number, long offset);

    /** A digest or Config object: left alone by design. */
    void ignored(long number);
}
