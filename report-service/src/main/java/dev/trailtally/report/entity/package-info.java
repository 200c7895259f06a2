@NullMarked
package dev.trailtally.report.entity;

import org.jspecify.annotations.NullMarked;
