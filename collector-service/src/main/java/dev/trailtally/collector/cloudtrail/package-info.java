@NullMarked
package dev.trailtally.collector.cloudtrail;

import org.jspecify.annotations.NullMarked;
