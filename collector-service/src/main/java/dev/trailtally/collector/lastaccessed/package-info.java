@NullMarked
package dev.trailtally.collector.lastaccessed;

import org.jspecify.annotations.NullMarked;
