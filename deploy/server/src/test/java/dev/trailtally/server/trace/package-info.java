@NullMarked
package dev.trailtally.server.trace;

import org.jspecify.annotations.NullMarked;
