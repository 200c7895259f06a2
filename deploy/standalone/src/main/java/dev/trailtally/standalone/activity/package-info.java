@NullMarked
package dev.trailtally.standalone.activity;

import org.jspecify.annotations.NullMarked;
