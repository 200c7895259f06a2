@NullMarked
package dev.trailtally.migrator;

import org.jspecify.annotations.NullMarked;
