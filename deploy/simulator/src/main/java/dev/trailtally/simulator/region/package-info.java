@NullMarked
package dev.trailtally.simulator.region;

import org.jspecify.annotations.NullMarked;
