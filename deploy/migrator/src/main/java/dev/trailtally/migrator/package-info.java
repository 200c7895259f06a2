/** Brings the tables and logins of a database up to date, then ends. */
@NullMarked
package dev.trailtally.migrator;

import org.jspecify.annotations.NullMarked;
