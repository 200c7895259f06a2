package dev.trailtally.benchmarks.logs;

/**
 * An action that a principal calls again and again.
 *
 * @param errorCode what it gets when it fails; empty for a failure without a code
 * @param errorRate how often it fails, 0 to 1
 */
record Habit(Action action, String errorCode, double errorRate) {}
