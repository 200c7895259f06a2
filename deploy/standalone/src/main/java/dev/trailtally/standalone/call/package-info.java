@NullMarked
package dev.trailtally.standalone.call;

import org.jspecify.annotations.NullMarked;
