@NullMarked
package dev.trailtally.simulator.credential;

import org.jspecify.annotations.NullMarked;
