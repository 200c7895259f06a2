package dev.trailtally.collector.source;

import java.util.List;

/** Takes what a source lists. Calls never overlap, though they may come from several threads. */
public interface Listing {

    /** The most objects in a page. */
    int MAX_PAGE = 1000;

    /** Takes the next 1 to {@value #MAX_PAGE} objects; until it returns, the source lists no more than a few pages ahead. */
    void page(List<ListedObject> objects) throws InterruptedException;

    /** Takes a part of the source that could not be listed; the listing continues with the other parts. */
    void failure(String uri, SourceException failure);
}
