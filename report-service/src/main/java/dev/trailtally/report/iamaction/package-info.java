@NullMarked
package dev.trailtally.report.iamaction;

import org.jspecify.annotations.NullMarked;
