@NullMarked
package dev.trailtally.benchmarks.lookup;

import org.jspecify.annotations.NullMarked;
