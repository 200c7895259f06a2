@NullMarked
package dev.trailtally.server.caller;

import org.jspecify.annotations.NullMarked;
