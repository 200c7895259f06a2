@NullMarked
package dev.trailtally.report.organization;

import org.jspecify.annotations.NullMarked;
