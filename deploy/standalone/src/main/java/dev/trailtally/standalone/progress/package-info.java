@NullMarked
package dev.trailtally.standalone.progress;

import org.jspecify.annotations.NullMarked;
