@NullMarked
package dev.trailtally.report.account;

import org.jspecify.annotations.NullMarked;
