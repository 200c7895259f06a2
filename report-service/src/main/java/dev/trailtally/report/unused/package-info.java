@NullMarked
package dev.trailtally.report.unused;

import org.jspecify.annotations.NullMarked;
