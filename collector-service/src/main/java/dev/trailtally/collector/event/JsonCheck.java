package dev.trailtally.collector.event;

import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.cloudtrail.RecordReader;
import dev.trailtally.collector.cloudtrail.RecordSink;
import dev.trailtally.collector.cloudtrail.RecordView;
import dev.trailtally.collector.cloudtrail.UnreadableException;
import java.io.IOException;
import java.io.InputStream;

/** Checks whether an object is complete JSON to its end, in a pass of its own. */
public final class JsonCheck implements RecordSink {

    private boolean damaged;

    private JsonCheck() {}

    /** Reads the object to its end or to the first damage. */
    public static boolean isSound(InputStream object) throws IOException {
        var check = new JsonCheck();
        try {
            RecordReader.read(object, check);
        } catch (UnreadableException e) {
            return false;
        }
        return !check.damaged;
    }

    @Override
    public void record(RecordView record) {
        // intact, whatever it says
    }

    @Override
    public void rejected(Reason reason, String detail, long number, long offset) {
        damaged |= reason == Reason.INVALID_JSON;
    }

    @Override
    public void ignored(long number) {
        // intact, and by design not an event
    }
}
