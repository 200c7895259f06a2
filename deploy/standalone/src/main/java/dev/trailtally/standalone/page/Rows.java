package dev.trailtally.standalone.page;

import com.google.protobuf.Message;
import java.util.List;

/**
 * Rows of a table and what it leaves out.
 *
 * @param rows the rows, most important first
 * @param moreRows how many it leaves out; {@link #UNKNOWN} if there are some that were not counted
 * @param moreEvents the events of those, 0 if the rows do not count events
 */
record Rows<T extends Message>(List<T> rows, long moreRows, long moreEvents) {

    static final long UNKNOWN = -1;

    Rows {
        if (moreRows < UNKNOWN || moreEvents < 0) {
            throw new IllegalArgumentException("nothing negative is left out, got " + moreRows + ", " + moreEvents);
        }
        rows = List.copyOf(rows);
    }

    static <T extends Message> Rows<T> whole(List<T> rows) {
        return new Rows<>(rows, 0, 0);
    }
}
