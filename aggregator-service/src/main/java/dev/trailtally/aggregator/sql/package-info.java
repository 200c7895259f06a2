@NullMarked
package dev.trailtally.aggregator.sql;

import org.jspecify.annotations.NullMarked;
