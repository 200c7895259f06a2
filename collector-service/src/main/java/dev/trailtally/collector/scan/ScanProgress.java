package dev.trailtally.collector.scan;

/**
 * A scan and its counts, all of one moment.
 *
 * @param counts the scan's message with nothing but its counts
 */
public record ScanProgress(Scan scan, dev.trailtally.collector.v1.Scan counts) {}
