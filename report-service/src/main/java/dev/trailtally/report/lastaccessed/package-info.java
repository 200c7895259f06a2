@NullMarked
package dev.trailtally.report.lastaccessed;

import org.jspecify.annotations.NullMarked;
