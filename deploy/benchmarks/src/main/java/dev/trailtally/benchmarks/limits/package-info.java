@NullMarked
package dev.trailtally.benchmarks.limits;

import org.jspecify.annotations.NullMarked;
