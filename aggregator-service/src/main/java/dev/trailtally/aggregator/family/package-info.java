@NullMarked
package dev.trailtally.aggregator.family;

import org.jspecify.annotations.NullMarked;
