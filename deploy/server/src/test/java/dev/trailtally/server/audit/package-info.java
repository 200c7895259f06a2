@NullMarked
package dev.trailtally.server.audit;

import org.jspecify.annotations.NullMarked;
