@NullMarked
package dev.trailtally.simulator.iam;

import org.jspecify.annotations.NullMarked;
