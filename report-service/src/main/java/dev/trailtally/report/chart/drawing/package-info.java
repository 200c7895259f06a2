@NullMarked
package dev.trailtally.report.chart.drawing;

import org.jspecify.annotations.NullMarked;
