@NullMarked
package dev.trailtally.benchmarks.logs;

import org.jspecify.annotations.NullMarked;
