@NullMarked
package dev.trailtally.server.database;

import org.jspecify.annotations.NullMarked;
