@NullMarked
package dev.trailtally.standalone.rows;

import org.jspecify.annotations.NullMarked;
