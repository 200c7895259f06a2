package dev.trailtally.collector.event;

import dev.trailtally.collector.cloudtrail.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rejections of a batch: the first of each object one by one, further ones counted by object and reason. */
public final class Rejections {

    static final int MAX_LISTED = 100;
    static final int MAX_DETAIL = 300;

    /**
     * One rejection, or many of one object and reason.
     *
     * @param account the account the record names, or -1
     * @param furtherCount how many more of this object and reason are only counted
     */
    public record Rejection(
            long objectId, long number, long offset, Reason reason, String detail, long account, long furtherCount) {

        /** How many records it stands for. */
        public long count() {
            return 1 + furtherCount;
        }

        private Rejection andOneMore() {
            return new Rejection(objectId, number, offset, reason, detail, account, furtherCount + 1);
        }
    }

    private record ObjectReason(long objectId, Reason reason) {}

    private final List<Rejection> listed = new ArrayList<>();
    private final Map<Long, Integer> listedByObject = new HashMap<>();
    private final Map<ObjectReason, Integer> lastByReason = new HashMap<>();
    private long count;

    Rejections copy() {
        var copy = new Rejections();
        copy.listed.addAll(listed);
        copy.listedByObject.putAll(listedByObject);
        copy.lastByReason.putAll(lastByReason);
        copy.count = count;
        return copy;
    }

    void add(Rejection rejection) {
        count++;
        var key = new ObjectReason(rejection.objectId(), rejection.reason());
        int listedOfObject = listedByObject.merge(rejection.objectId(), 1, Integer::sum);
        var last = lastByReason.get(key);
        if (listedOfObject > MAX_LISTED && last != null) {
            listed.set(last, listed.get(last).andOneMore());
        } else {
            lastByReason.put(key, listed.size());
            listed.add(rejection);
        }
    }

    /** How many records were rejected. */
    public long count() {
        return count;
    }

    /** What is to be kept of them. */
    public List<Rejection> listed() {
        return listed;
    }

    static String bounded(String detail) {
        return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL - 1) + "…";
    }
}
