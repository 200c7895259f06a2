@NullMarked
package dev.trailtally.standalone.plot;

import org.jspecify.annotations.NullMarked;
