@NullMarked
package dev.trailtally.report.count;

import org.jspecify.annotations.NullMarked;
