package dev.trailtally.simulator.fault;

/**
 * How the lists of Organizations come.
 *
 * @param pageSize the most items in a page, from 1 to 20; fewer if fewer are requested
 * @param emptyPages whether an empty page with a token comes before each page
 * @param throttle of all its calls together
 */
public record Listing(int pageSize, boolean emptyPages, Throttle throttle) {

    public static final Listing PLAIN = new Listing(20, false, Throttle.NONE);

    public Listing {
        if (pageSize < 1 || pageSize > 20) {
            throw new IllegalArgumentException("pageSize is not from 1 to 20: " + pageSize);
        }
    }
}
