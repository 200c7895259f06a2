/** Scans over gRPC: requests checked, answered with messages. */
@NullMarked
package dev.trailtally.collector.api;

import org.jspecify.annotations.NullMarked;
