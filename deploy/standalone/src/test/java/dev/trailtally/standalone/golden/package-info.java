/** Compares every report of some logs with what an earlier version answered. */
@NullMarked
package dev.trailtally.standalone.golden;

import org.jspecify.annotations.NullMarked;
