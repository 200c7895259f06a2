/** Figures of a running service, for Prometheus. */
@NullMarked
package dev.trailtally.server.metric;

import org.jspecify.annotations.NullMarked;
