@NullMarked
package dev.trailtally.server.health;

import org.jspecify.annotations.NullMarked;
