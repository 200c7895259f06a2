@NullMarked
package dev.trailtally.collector.aws;

import org.jspecify.annotations.NullMarked;
