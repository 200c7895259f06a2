/** What TLS, tokens, metrics and the audit log cost a call. */
@NullMarked
package dev.trailtally.benchmarks.security;

import org.jspecify.annotations.NullMarked;
