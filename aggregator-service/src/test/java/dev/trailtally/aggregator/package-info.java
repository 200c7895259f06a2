@NullMarked
package dev.trailtally.aggregator;

import org.jspecify.annotations.NullMarked;
