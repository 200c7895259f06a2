/** What a piece of work belongs to: in spans, if they are collected, and in log lines. */
@NullMarked
package dev.trailtally.server.trace;

import org.jspecify.annotations.NullMarked;
