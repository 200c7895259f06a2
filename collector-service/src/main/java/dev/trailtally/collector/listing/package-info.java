/** Sources listed: log objects into the manifest, accounts and regions as units. */
@NullMarked
package dev.trailtally.collector.listing;

import org.jspecify.annotations.NullMarked;
