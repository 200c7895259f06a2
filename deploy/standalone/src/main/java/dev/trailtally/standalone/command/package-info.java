@NullMarked
package dev.trailtally.standalone.command;

import org.jspecify.annotations.NullMarked;
