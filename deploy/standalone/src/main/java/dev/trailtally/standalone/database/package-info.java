@NullMarked
package dev.trailtally.standalone.database;

import org.jspecify.annotations.NullMarked;
