/** The services as processes of their own, while they and their database fail. */
@NullMarked
package dev.trailtally.faults;

import org.jspecify.annotations.NullMarked;
