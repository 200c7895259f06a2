@NullMarked
package dev.trailtally.server.transport;

import org.jspecify.annotations.NullMarked;
