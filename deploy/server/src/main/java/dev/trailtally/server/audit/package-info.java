/** The audit log: one line for each call, with its caller and the accounts that it is about. */
@NullMarked
package dev.trailtally.server.audit;

import org.jspecify.annotations.NullMarked;
