@NullMarked
package dev.trailtally.schema;

import org.jspecify.annotations.NullMarked;
