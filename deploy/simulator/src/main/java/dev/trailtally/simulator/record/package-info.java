@NullMarked
package dev.trailtally.simulator.record;

import org.jspecify.annotations.NullMarked;
