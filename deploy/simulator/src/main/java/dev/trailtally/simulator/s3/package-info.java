@NullMarked
package dev.trailtally.simulator.s3;

import org.jspecify.annotations.NullMarked;
