@NullMarked
package dev.trailtally.standalone;

import org.jspecify.annotations.NullMarked;
