/** Connections to PostgreSQL. */
@NullMarked
package dev.trailtally.collector.database;

import org.jspecify.annotations.NullMarked;
