@NullMarked
package dev.trailtally.standalone.dump;

import org.jspecify.annotations.NullMarked;
