@NullMarked
package dev.trailtally.collector;

import org.jspecify.annotations.NullMarked;
