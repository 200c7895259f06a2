package dev.trailtally.collector.scan;

/** Requests for a unit: sent; answered (for LookupEvents: with a page); refused as too many. */
public record Requests(long sent, long pages, long throttled) {

    public static final Requests NONE = new Requests(0, 0, 0);
    public static final Requests SENT = new Requests(1, 0, 0);
    public static final Requests PAGE = new Requests(0, 1, 0);
    public static final Requests THROTTLED = new Requests(0, 0, 1);

    public Requests plus(Requests other) {
        return new Requests(sent + other.sent, pages + other.pages, throttled + other.throttled);
    }
}
