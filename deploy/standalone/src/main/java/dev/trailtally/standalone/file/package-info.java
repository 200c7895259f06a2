@NullMarked
package dev.trailtally.standalone.file;

import org.jspecify.annotations.NullMarked;
