/** Work in the background that other collectors take over if this one stops. */
@NullMarked
package dev.trailtally.collector.work;

import org.jspecify.annotations.NullMarked;
