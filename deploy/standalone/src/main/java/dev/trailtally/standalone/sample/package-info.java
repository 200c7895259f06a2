@NullMarked
package dev.trailtally.standalone.sample;

import org.jspecify.annotations.NullMarked;
