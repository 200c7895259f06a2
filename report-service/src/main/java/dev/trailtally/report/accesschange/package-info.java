@NullMarked
package dev.trailtally.report.accesschange;

import org.jspecify.annotations.NullMarked;
