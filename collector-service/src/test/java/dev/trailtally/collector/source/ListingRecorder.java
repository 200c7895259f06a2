package dev.trailtally.collector.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps a whole listing in memory. */
final class ListingRecorder implements Listing {

    private final List<ListedObject> objects = new ArrayList<>();
    private final Map<String, SourceException> failures = new TreeMap<>();

    @Override
    public void page(List<ListedObject> page) {
        objects.addAll(page);
    }

    @Override
    public void failure(String uri, SourceException failure) {
        failures.put(uri, failure);
    }

    List<ListedObject> objects() {
        return objects;
    }

    /** Without the part that all have in common, in the order in which they were listed. */
    List<String> names(String common) {
        return objects.stream()
                .map(object -> object.uri().substring(common.length()))
                .toList();
    }

    Map<String, SourceException> failures() {
        return failures;
    }
}
