@NullMarked
package dev.trailtally.collector.lookup;

import org.jspecify.annotations.NullMarked;
