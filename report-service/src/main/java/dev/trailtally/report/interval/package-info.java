@NullMarked
package dev.trailtally.report.interval;

import org.jspecify.annotations.NullMarked;
