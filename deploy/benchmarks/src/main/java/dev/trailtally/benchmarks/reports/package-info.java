@NullMarked
package dev.trailtally.benchmarks.reports;

import org.jspecify.annotations.NullMarked;
