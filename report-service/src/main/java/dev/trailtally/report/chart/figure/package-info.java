@NullMarked
package dev.trailtally.report.chart.figure;

import org.jspecify.annotations.NullMarked;
