@NullMarked
package dev.trailtally.server.log;

import org.jspecify.annotations.NullMarked;
