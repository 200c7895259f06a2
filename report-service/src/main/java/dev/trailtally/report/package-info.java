@NullMarked
package dev.trailtally.report;

import org.jspecify.annotations.NullMarked;
