@NullMarked
package dev.trailtally.simulator.protocol;

import org.jspecify.annotations.NullMarked;
