@NullMarked
package dev.trailtally.standalone.instance;

import org.jspecify.annotations.NullMarked;
