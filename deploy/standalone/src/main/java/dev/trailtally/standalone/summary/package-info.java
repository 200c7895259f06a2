@NullMarked
package dev.trailtally.standalone.summary;

import org.jspecify.annotations.NullMarked;
