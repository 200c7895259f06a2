/** Compares the roles of deploy/aws with what the code asks AWS for. */
@NullMarked
package dev.trailtally.collector.permission;

import org.jspecify.annotations.NullMarked;
