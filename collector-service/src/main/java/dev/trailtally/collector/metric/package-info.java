/** Figures of collecting. */
@NullMarked
package dev.trailtally.collector.metric;

import org.jspecify.annotations.NullMarked;
