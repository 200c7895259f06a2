package dev.trailtally.standalone.summary;

import dev.trailtally.aggregator.v1.RunRollupResponse;
import dev.trailtally.collector.v1.Scan;

/**
 * The result of a run.
 *
 * @param scan the ended scan
 * @param rollup what was rolled up after it
 */
public record Collected(Scan scan, RunRollupResponse rollup) {}
