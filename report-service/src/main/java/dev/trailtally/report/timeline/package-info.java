@NullMarked
package dev.trailtally.report.timeline;

import org.jspecify.annotations.NullMarked;
