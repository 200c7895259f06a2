@NullMarked
package dev.trailtally.standalone.terminal;

import org.jspecify.annotations.NullMarked;
