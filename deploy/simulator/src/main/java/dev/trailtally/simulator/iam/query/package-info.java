@NullMarked
package dev.trailtally.simulator.iam.query;

import org.jspecify.annotations.NullMarked;
