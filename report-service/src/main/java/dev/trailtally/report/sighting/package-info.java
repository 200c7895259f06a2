@NullMarked
package dev.trailtally.report.sighting;

import org.jspecify.annotations.NullMarked;
