@NullMarked
package dev.trailtally.server;

import org.jspecify.annotations.NullMarked;
