package dev.trailtally.collector.lookup;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What AWS promises of LookupEvents, as little code as can be: newest first, 50 a page, tokens bound to their request. */
final class LookupModel {

    /** One answer. */
    record Page(List<Integer> events, @Nullable String nextToken) {}

    private record Position(long start, long end, int next) {}

    private final long[] seconds;
    private final Map<String, Position> tokens = new HashMap<>();
    private final Random random;
    private final boolean shortPages;

    /** Events of these times, in full pages. */
    LookupModel(long[] seconds) {
        this.random = new Random(1);
        this.seconds = seconds.clone();
        this.shortPages = false;
        Arrays.sort(this.seconds);
    }

    /** Events in some seconds of [start, end), many of them in bursts. */
    LookupModel(long seed, int events, long start, long end) {
        random = new Random(seed);
        shortPages = true;
        seconds = new long[events];
        for (int i = 0; i < events; i++) {
            boolean burst = i > 0 && random.nextInt(4) > 0;
            seconds[i] = burst ? seconds[i - 1] : start + random.nextLong(end - start);
        }
        Arrays.sort(seconds);
    }

    int size() {
        return seconds.length;
    }

    long second(int event) {
        return seconds[event];
    }

    Page page(Slice.Query query) {
        var position = query.token() == null
                ? new Position(query.start(), query.endInclusive(), seconds.length - 1)
                : requireNonNull(tokens.get(query.token()), "an unknown token was sent");
        if (position.start != query.start() || position.end != query.endInclusive()) {
            throw new IllegalArgumentException("a token was sent with another request's interval: " + query);
        }
        int most =
                shortPages && random.nextInt(10) == 0 ? random.nextInt(50) : 50; // pages may be short, and even empty
        var events = new ArrayList<Integer>();
        int next = position.next;
        while (next >= 0 && seconds[next] >= position.start && events.size() < most) {
            if (seconds[next] <= position.end) {
                events.add(next);
            }
            next--;
        }
        if (next < 0 || seconds[next] < position.start) {
            return new Page(events, null);
        }
        var token = "token-" + tokens.size();
        tokens.put(token, new Position(position.start, position.end, next));
        return new Page(events, token);
    }
}
