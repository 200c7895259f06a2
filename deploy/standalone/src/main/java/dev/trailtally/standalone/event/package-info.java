@NullMarked
package dev.trailtally.standalone.event;

import org.jspecify.annotations.NullMarked;
