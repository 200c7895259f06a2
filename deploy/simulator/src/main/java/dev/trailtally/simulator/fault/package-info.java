@NullMarked
package dev.trailtally.simulator.fault;

import org.jspecify.annotations.NullMarked;
