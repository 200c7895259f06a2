@NullMarked
package dev.trailtally.report.activity;

import org.jspecify.annotations.NullMarked;
