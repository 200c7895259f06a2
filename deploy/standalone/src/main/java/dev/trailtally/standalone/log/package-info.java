@NullMarked
package dev.trailtally.standalone.log;

import org.jspecify.annotations.NullMarked;
