@NullMarked
package dev.trailtally.report.event;

import org.jspecify.annotations.NullMarked;
