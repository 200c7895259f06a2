@NullMarked
package dev.trailtally.report.bucket;

import org.jspecify.annotations.NullMarked;
