@NullMarked
package dev.trailtally.report.snapshot;

import org.jspecify.annotations.NullMarked;
