@NullMarked
package dev.trailtally.simulator.event;

import org.jspecify.annotations.NullMarked;
