@NullMarked
package dev.trailtally.report.chart;

import org.jspecify.annotations.NullMarked;
