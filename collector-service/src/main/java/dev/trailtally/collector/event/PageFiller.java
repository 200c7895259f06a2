package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trailtally.collector.claim.ClaimedUnit;
import dev.trailtally.collector.claim.SliceState;
import dev.trailtally.collector.cloudtrail.Field;
import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.cloudtrail.RecordReader;
import dev.trailtally.collector.cloudtrail.RecordSink;
import dev.trailtally.collector.cloudtrail.RecordView;
import dev.trailtally.collector.cloudtrail.UnreadableException;
import dev.trailtally.collector.scan.Requests;
import dev.trailtally.collector.source.SourceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** event -> batch: collects the events of LookupEvents, page after page of any units of one scan. Not thread-safe. */
public final class PageFiller {

    /**
     * An event as LookupEvents gives it.
     *
     * @param eventId shown if the record cannot be an event
     * @param number its place among the events that this reader of the unit was given, from 1
     * @param record the JSON of CloudTrailEvent; null if the answer had none
     */
    public record LookedUp(
            @Nullable String eventId, long number, @Nullable String record) {}

    private final EventReader reader;
    private final EventBatch batch;

    public PageFiller(UUID scanId, Clock clock) {
        this.reader = new EventReader(clock);
        this.batch = new EventBatch(scanId, null);
    }

    /** Adds the events of a page and the progress of the unit with it. */
    public void add(
            ClaimedUnit unit,
            List<LookedUp> events,
            Requests requests,
            List<SliceState> slices,
            @Nullable Duration timeLeft,
            boolean complete,
            @Nullable SourceException failure) {
        long records = 0;
        for (var event : events) {
            records += read(event, unit);
        }
        batch.units
                .computeIfAbsent(unit.unitId(), unitId -> new UnitProgress(unitId, unit.holder()))
                .add(requests, slices, records, timeLeft, complete, failure);
    }

    public EventBatch batch() {
        return batch;
    }

    /** Returns how many records it was, as counted below: one, unless CloudTrailEvent holds something unexpected. */
    private long read(LookedUp event, ClaimedUnit unit) {
        var place = new Place(event, unit);
        if (event.record() == null) {
            place.rejected(Reason.NOT_AN_EVENT, "no CloudTrailEvent", 1, 0);
            return place.records;
        }
        try {
            RecordReader.read(new ByteArrayInputStream(event.record().getBytes(UTF_8)), place);
        } catch (UnreadableException e) {
            place.rejected(e.reason(), String.valueOf(e.getMessage()), 1, e.offset());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
        if (place.records == 0) {
            place.rejected(Reason.NOT_AN_EVENT, "no record in CloudTrailEvent", 1, 0);
        }
        return place.records;
    }

    private final class Place implements RecordSink {

        private final LookedUp event;
        private final ClaimedUnit unit;
        private long records;

        private Place(LookedUp event, ClaimedUnit unit) {
            this.event = event;
            this.unit = unit;
        }

        @Override
        public void record(RecordView record) {
            records++;
            long account = EventReader.account(record, unit.accountId());
            long second = EventReader.second(record);
            var flaw = reader.flaw(record, account, second);
            if (flaw != null && record.category().isSummary()) {
                batch.ignored++;
            } else if (flaw != null) {
                reject(flaw, EventReader.detail(flaw, record), record.offset(), account, region(record));
            } else if (unit.interval().admitsTime(Instant.ofEpochSecond(second))) {
                reader.add(record, account, second, unit.unitId(), unit.keepRaw(), batch);
            } else {
                batch.excluded++;
            }
        }

        @Override
        public void rejected(Reason reason, String detail, long number, long offset) {
            records++;
            reject(reason, detail, offset, unit.accountId(), EventBatch.ABSENT);
        }

        @Override
        public void ignored(long number) {
            records++;
            batch.ignored++;
        }

        private void reject(Reason reason, String detail, long offset, long account, int region) {
            var text = Rejections.bounded("event " + event.eventId() + ": " + detail);
            batch.reject(
                    new Rejections.Rejection(unit.unitId(), event.number(), offset, reason, text, account, 0), region);
        }

        private int region(RecordView record) {
            return EventReader.intern(record, Field.AWS_REGION, batch.regions);
        }
    }
}
