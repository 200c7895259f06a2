@NullMarked
package dev.trailtally.aggregator.rollup;

import org.jspecify.annotations.NullMarked;
