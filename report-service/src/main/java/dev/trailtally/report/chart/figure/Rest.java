package dev.trailtally.report.chart.figure;

/** What is not shown individually: how many, and their events. */
public record Rest(long valueCount, long eventCount) {

    public static final Rest NONE = new Rest(0, 0);

    public Rest {
        if (valueCount < 0 || eventCount < 0) {
            throw new IllegalArgumentException("a rest of " + valueCount + " values with " + eventCount + " events");
        }
    }

    public boolean isEmpty() {
        return valueCount == 0;
    }

    Rest with(long moreEvents) {
        return new Rest(valueCount + 1, eventCount + moreEvents);
    }

    /** Such as "1,234 more". */
    public String label() {
        return Counts.text(valueCount) + " more";
    }
}
