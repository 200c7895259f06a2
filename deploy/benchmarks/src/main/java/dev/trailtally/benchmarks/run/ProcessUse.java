package dev.trailtally.benchmarks.run;

import java.time.Duration;

/**
 * What the processes of the product used since they were started.
 *
 * @param jvmCpuSeconds of the services' JVM
 * @param jvmPeakBytes its largest resident set (VmHWM)
 * @param postgresCpuSeconds of PostgreSQL's main process and all its backends, including ended ones
 * @param postgresPeakBytes the largest sum of their proportional sets (Pss) seen; shared memory counts once
 * @param postgresLargestBytes the largest resident set of a single one of them (VmHWM), shared memory included
 */
public record ProcessUse(
        double jvmCpuSeconds,
        long jvmPeakBytes,
        double postgresCpuSeconds,
        long postgresPeakBytes,
        long postgresLargestBytes) {

    /** Watches the memory of PostgreSQL's processes, which no counter of the system adds up. */
    static final class Watch implements AutoCloseable {

        private static final Duration INTERVAL = Duration.ofMillis(250);

        private final long jvm;
        private final long postmaster;
        private final Thread thread;
        private volatile long peak;
        private volatile long largest;

        Watch(long jvm, long postmaster) {
            this.jvm = jvm;
            this.postmaster = postmaster;
            this.thread = Thread.ofPlatform().daemon().name("memory-watch").start(this::watch);
        }

        ProcessUse soFar() {
            sample();
            var cpu = ProcFile.cpuSeconds(postmaster) + ProcFile.endedChildrenCpuSeconds(postmaster);
            for (var backend : ProcFile.children(postmaster)) {
                cpu += ProcFile.cpuSeconds(backend);
            }
            return new ProcessUse(ProcFile.cpuSeconds(jvm), ProcFile.peakResident(jvm), cpu, peak, largest);
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
            var backends = ProcFile.children(postmaster);
            var sum = ProcFile.proportionalSet(postmaster);
            for (var backend : backends) {
                sum += ProcFile.proportionalSet(backend);
                largest = Math.max(largest, ProcFile.peakResident(backend));
            }
            peak = Math.max(peak, sum);
        }
    }
}
