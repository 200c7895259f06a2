@NullMarked
package dev.trailtally.benchmarks.run;

import org.jspecify.annotations.NullMarked;
