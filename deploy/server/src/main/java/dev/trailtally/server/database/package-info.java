/** What a failure of the database means to a caller. */
@NullMarked
package dev.trailtally.server.database;

import org.jspecify.annotations.NullMarked;
