@NullMarked
package dev.trailtally.report.stream;

import org.jspecify.annotations.NullMarked;
