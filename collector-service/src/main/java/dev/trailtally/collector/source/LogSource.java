package dev.trailtally.collector.source;

import java.io.InputStream;

/** Where log objects lie. */
public interface LogSource {

    /** Lists every object that the scope admits, each once, in pages; returns when all is listed. */
    void list(ListingScope scope, Listing listing) throws InterruptedException;

    /**
     * Opens an object's bytes as stored. A failure on the way surfaces as an IOException.
     *
     * @throws SourceException if it cannot be opened, or is no longer the listed version
     */
    InputStream open(String uri, String version) throws SourceException;
}
