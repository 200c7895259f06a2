package dev.trailtally.report.chart.figure;

/** What is not shown individually: how many, and their events; of none if it is events of shown ones with other types. */
public record Rest(long valueCount, long eventCount) {

    public static final Rest NONE = new Rest(0, 0);

    public Rest {
        if (valueCount < 0 || eventCount < 0) {
            throw new IllegalArgumentException("a rest of " + valueCount + " values with " + eventCount + " events");
        }
    }

    public boolean isEmpty() {
        return valueCount == 0 && eventCount == 0;
    }

    Rest with(long moreEvents) {
        return new Rest(valueCount + 1, eventCount + moreEvents);
    }

    /** Such as "1,234 more". */
    public String label() {
        return valueCount == 0 ? "other types" : Counts.text(valueCount) + " more";
    }
}
