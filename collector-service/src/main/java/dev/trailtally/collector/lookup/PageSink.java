package dev.trailtally.collector.lookup;

import dev.trailtally.collector.event.PageFiller.LookedUp;
import dev.trailtally.collector.event.UnitProgress.Requests;
import dev.trailtally.collector.scan.SliceState;
import dev.trailtally.collector.source.SourceException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a {@link UnitReader} has read, in its order. An interface so that readers know nothing of their writer. */
public interface PageSink {

    /** Takes a page; waits while the writer is behind. */
    void put(ReadPage page) throws InterruptedException;

    /**
     * New events of a unit, and how far it is with them: what the slices say is true once the events are stored.
     *
     * @param reader whose unit it is
     * @param timeLeft how long the rest of the unit takes; null if that is not known
     * @param complete whether nothing of the unit's window is left
     * @param failure why the unit ends with this; null if it does not, or is complete
     */
    record ReadPage(
            UnitReader reader,
            List<LookedUp> events,
            Requests requests,
            List<SliceState> slices,
            @Nullable Duration timeLeft,
            boolean complete,
            @Nullable SourceException failure) {

        public ReadPage {
            events = List.copyOf(events);
            slices = List.copyOf(slices);
        }

        /** How much text it holds. */
        public long characters() {
            return events.stream()
                    .mapToLong(
                            event -> event.record() == null ? 0 : event.record().length())
                    .sum();
        }
    }
}
