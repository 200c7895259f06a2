package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.benchmarks.run.Median;
import dev.trailtally.simulator.iam.query.IamUse;
import java.time.Duration;
import java.util.List;

/**
 * How the requests of some accounts compare with the fewest that their jobs need.
 *
 * @param achievedMin of the account with the lowest value; see {@link #achieved}
 * @param perJob all requests that were sent, including refused ones and listings, for each job
 * @param readsPerJob accepted GetServiceLastAccessedDetails, for each job
 * @param throttledShare the share of throttled requests in all that were sent
 */
record Requests(
        double achievedMin,
        double achievedMedian,
        double achievedMean,
        double perJob,
        double readsPerJob,
        double throttledShare) {

    static final String ACHIEVED =
            "achieved = fewest requests of the account's jobs / (burst + rate x (last accepted - first accepted))";

    private static final String READ = "GetServiceLastAccessedDetails";

    static Requests of(List<IamUse> accounts, Cell cell) {
        if (accounts.isEmpty()) {
            throw new IllegalArgumentException("accounts is empty");
        }
        var achieved = accounts.stream().map(use -> achieved(use, cell)).toList();
        double sent = accounts.stream().mapToLong(IamUse::requests).sum();
        long throttled = accounts.stream().mapToLong(IamUse::throttled).sum();
        long reads = accounts.stream().mapToLong(use -> use.accepted(READ)).sum();
        double jobs = cell.population().jobs();
        return new Requests(
                achieved.stream().mapToDouble(share -> share).min().orElseThrow(),
                Median.of(achieved),
                achieved.stream().mapToDouble(share -> share).average().orElseThrow(),
                sent / jobs,
                reads / jobs,
                sent == 0 ? 0 : throttled / sent);
    }

    /**
     * The account's jobs over the most that the throttle allows in the time; exactly: {@value #ACHIEVED}. A request
     * that was not needed does not count, and time in which none was sent lowers the value.
     */
    static double achieved(IamUse use, Cell cell) {
        var first = use.firstAccepted();
        var last = use.lastAccepted();
        if (first == null || last == null) {
            return 0;
        }
        double seconds = Duration.between(first, last).toNanos() / 1e9;
        var throttle = cell.throttle();
        return cell.population().fewestRequests() / (throttle.burst() + throttle.rate() * seconds);
    }
}
