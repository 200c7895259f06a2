@NullMarked
package dev.trailtally.collector.api;

import org.jspecify.annotations.NullMarked;
