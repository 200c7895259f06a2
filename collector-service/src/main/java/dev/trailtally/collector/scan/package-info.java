@NullMarked
package dev.trailtally.collector.scan;

import org.jspecify.annotations.NullMarked;
