@NullMarked
package dev.trailtally.benchmarks;

import org.jspecify.annotations.NullMarked;
