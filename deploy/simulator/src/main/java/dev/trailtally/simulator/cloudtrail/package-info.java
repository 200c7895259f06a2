@NullMarked
package dev.trailtally.simulator.cloudtrail;

import org.jspecify.annotations.NullMarked;
