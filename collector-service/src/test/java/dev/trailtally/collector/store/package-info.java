@NullMarked
package dev.trailtally.collector.store;

import org.jspecify.annotations.NullMarked;
