@NullMarked
package dev.trailtally.simulator.organization;

import org.jspecify.annotations.NullMarked;
