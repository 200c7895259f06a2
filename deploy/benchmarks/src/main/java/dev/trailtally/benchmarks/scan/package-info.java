@NullMarked
package dev.trailtally.benchmarks.scan;

import org.jspecify.annotations.NullMarked;
