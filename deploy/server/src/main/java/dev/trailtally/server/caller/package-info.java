/** Who calls, and what it may ask. */
@NullMarked
package dev.trailtally.server.caller;

import org.jspecify.annotations.NullMarked;
