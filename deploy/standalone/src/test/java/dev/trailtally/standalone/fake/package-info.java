@NullMarked
package dev.trailtally.standalone.fake;

import org.jspecify.annotations.NullMarked;
