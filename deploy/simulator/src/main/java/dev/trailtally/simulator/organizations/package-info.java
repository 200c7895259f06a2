@NullMarked
package dev.trailtally.simulator.organizations;

import org.jspecify.annotations.NullMarked;
