@NullMarked
package dev.trailtally.report.request;

import org.jspecify.annotations.NullMarked;
