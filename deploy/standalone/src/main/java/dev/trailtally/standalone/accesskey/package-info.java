@NullMarked
package dev.trailtally.standalone.accesskey;

import org.jspecify.annotations.NullMarked;
