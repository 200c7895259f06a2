/** Pieces of collecting as spans and in log lines. */
@NullMarked
package dev.trailtally.collector.trace;

import org.jspecify.annotations.NullMarked;
