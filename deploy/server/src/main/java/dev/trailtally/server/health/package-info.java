/** Whether a service can answer, and what it waits for. */
@NullMarked
package dev.trailtally.server.health;

import org.jspecify.annotations.NullMarked;
