@NullMarked
package dev.trailtally.simulator.http;

import org.jspecify.annotations.NullMarked;
