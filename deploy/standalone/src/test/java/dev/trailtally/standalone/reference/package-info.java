/** Writes and checks proto/README.md: every rpc with its comments, a call and what a running server answers. */
@NullMarked
package dev.trailtally.standalone.reference;

import org.jspecify.annotations.NullMarked;
