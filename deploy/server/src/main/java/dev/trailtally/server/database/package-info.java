/** Statements with named binds, and what a failure of the database means to a caller. */
@NullMarked
package dev.trailtally.server.database;

import org.jspecify.annotations.NullMarked;
