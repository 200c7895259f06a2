@NullMarked
package dev.trailtally.collector.account;

import org.jspecify.annotations.NullMarked;
