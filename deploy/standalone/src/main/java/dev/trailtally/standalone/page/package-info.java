@NullMarked
package dev.trailtally.standalone.page;

import org.jspecify.annotations.NullMarked;
