@NullMarked
package dev.trailtally.simulator;

import org.jspecify.annotations.NullMarked;
