@NullMarked
package dev.trailtally.aggregator.retention;

import org.jspecify.annotations.NullMarked;
