package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.WatchScanResponse;

/** The progress of a scan, its speed and the remaining time, in one line. */
interface Pace {

    String describe(WatchScanResponse state);
}
