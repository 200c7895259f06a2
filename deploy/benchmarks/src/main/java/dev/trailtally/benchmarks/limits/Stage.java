package dev.trailtally.benchmarks.limits;

/** One stage measured alone, in seconds of wall time. */
record Stage(String name, int threads, long events, double seconds) {

    double eventsPerSecond() {
        return events / seconds;
    }
}
