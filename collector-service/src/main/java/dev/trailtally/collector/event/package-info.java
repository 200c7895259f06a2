@NullMarked
package dev.trailtally.collector.event;

import org.jspecify.annotations.NullMarked;
