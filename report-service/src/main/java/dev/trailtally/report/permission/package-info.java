@NullMarked
package dev.trailtally.report.permission;

import org.jspecify.annotations.NullMarked;
