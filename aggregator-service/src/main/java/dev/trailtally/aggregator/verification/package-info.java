@NullMarked
package dev.trailtally.aggregator.verification;

import org.jspecify.annotations.NullMarked;
