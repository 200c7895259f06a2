@NullMarked
package dev.trailtally.standalone.serviceusage;

import org.jspecify.annotations.NullMarked;
