package dev.trailtally.benchmarks.run;

import java.time.Duration;

/**
 * What the processes of the product used since they were started.
 *
 * @param jvmCpuSeconds of the services' JVM
 * @param jvmPeakBytes its largest resident set (VmHWM)
 * @param postgresCpuSeconds of PostgreSQL's main process and all its backends, including ended ones
 * @param startCpuSeconds of both of these, until SERVING
 * @param postgresPeakBytes the largest sum of their proportional sets (Pss) seen; shared memory counts once
 * @param postgresLargestBytes the largest resident set of a single one of them (VmHWM), shared memory included
 */
public record ProcessUse(
        double jvmCpuSeconds,
        long jvmPeakBytes,
        double postgresCpuSeconds,
        double startCpuSeconds,
        long postgresPeakBytes,
        long postgresLargestBytes) {

    double cpuSecondsAfterStart() {
        return jvmCpuSeconds + postgresCpuSeconds - startCpuSeconds;
    }

    /** Watches the memory of PostgreSQL's processes, which no counter of the system adds up; from SERVING on. */
    static final class Watch implements AutoCloseable {

        private static final Duration INTERVAL = Duration.ofSeconds(1);

        private final long jvm;
        private final Postmaster postmaster;
        private final Thread thread;
        private final double startCpuSeconds;
        private volatile long peak;
        private volatile long largest;

        Watch(long jvm, Postmaster postmaster) {
            this.jvm = jvm;
            this.postmaster = postmaster;
            this.startCpuSeconds = ProcFile.cpuSeconds(jvm) + postmaster.cpuSeconds();
            this.thread = Thread.ofPlatform().daemon().name("memory-watch").start(this::watch);
        }

        ProcessUse soFar() {
            sample();
            return new ProcessUse(
                    ProcFile.cpuSeconds(jvm),
                    ProcFile.peakResident(jvm),
                    postmaster.cpuSeconds(),
                    startCpuSeconds,
                    peak,
                    largest);
        }

        @Override
        public void close() {
            thread.interrupt();
        }

        private void watch() {
            try {
                while (true) {
                    sample();
                    Thread.sleep(INTERVAL);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void sample() {
            var backends = ProcFile.children(postmaster.pid());
            var sum = ProcFile.proportionalSet(postmaster.pid());
            for (var backend : backends) {
                sum += ProcFile.proportionalSet(backend);
                largest = Math.max(largest, ProcFile.peakResident(backend));
            }
            peak = Math.max(peak, sum);
        }
    }
}
