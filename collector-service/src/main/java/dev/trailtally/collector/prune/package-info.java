/** Rows that nobody needs any more, taken out. */
@NullMarked
package dev.trailtally.collector.prune;

import org.jspecify.annotations.NullMarked;
