/** Where a service listens, with which certificates, within which bounds, and how it stops. */
@NullMarked
package dev.trailtally.server.transport;

import org.jspecify.annotations.NullMarked;
