package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.WatchScanResponse;

/** How far a scan is, how fast it goes and how long it will take, in one line. */
interface Pace {

    String describe(WatchScanResponse state);
}
