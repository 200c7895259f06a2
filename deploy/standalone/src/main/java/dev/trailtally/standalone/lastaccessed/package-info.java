@NullMarked
package dev.trailtally.standalone.lastaccessed;

import org.jspecify.annotations.NullMarked;
