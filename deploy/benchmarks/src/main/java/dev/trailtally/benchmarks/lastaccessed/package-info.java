@NullMarked
package dev.trailtally.benchmarks.lastaccessed;

import org.jspecify.annotations.NullMarked;
