@NullMarked
package dev.trailtally.collector.source;

import org.jspecify.annotations.NullMarked;
