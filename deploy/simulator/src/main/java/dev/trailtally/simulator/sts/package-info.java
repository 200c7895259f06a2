@NullMarked
package dev.trailtally.simulator.sts;

import org.jspecify.annotations.NullMarked;
