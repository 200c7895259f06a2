package dev.trailtally.report.bucket;

/** Takes the rows of rollups one after the other. */
@FunctionalInterface
public interface Counted {

    /**
     * @param one the first reference of the family's key
     * @param two the second one; 0 if there is none
     * @param three the third one; 0 if there is none
     * @param firstSecond of its first event, since 1970
     */
    void add(long one, long two, long three, long eventCount, long failedCount, long firstSecond, long lastSecond);
}
