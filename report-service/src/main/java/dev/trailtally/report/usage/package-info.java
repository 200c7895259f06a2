@NullMarked
package dev.trailtally.report.usage;

import org.jspecify.annotations.NullMarked;
