/** How a service stands on the network: its gRPC server, its callers, its health. The same for all services. */
@NullMarked
package dev.trailtally.server;

import org.jspecify.annotations.NullMarked;
