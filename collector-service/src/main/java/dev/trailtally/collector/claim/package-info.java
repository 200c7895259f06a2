/** Who reads which objects, units and accounts. */
@NullMarked
package dev.trailtally.collector.claim;

import org.jspecify.annotations.NullMarked;
