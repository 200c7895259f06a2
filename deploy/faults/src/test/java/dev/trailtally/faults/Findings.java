package dev.trailtally.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients and watchers saw that must not be, each kind of it once. */
final class Findings {

    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);
    private static final int MAX_KINDS = 50;

    private final Map<String, String> examples = new LinkedHashMap<>();

    /**
     * @param kind what two equal findings share
     * @param example what was seen
     */
    synchronized void add(String kind, String example) {
        if (examples.size() < MAX_KINDS && examples.putIfAbsent(kind, example) == null) {
            LOG.error("{}: {}", kind, example);
        }
    }

    synchronized List<String> all() {
        var all = new ArrayList<String>();
        examples.forEach((kind, example) -> all.add(kind + ": " + example));
        return all;
    }
}
