/** The settings of the service. */
@NullMarked
package dev.trailtally.collector.configuration;

import org.jspecify.annotations.NullMarked;
