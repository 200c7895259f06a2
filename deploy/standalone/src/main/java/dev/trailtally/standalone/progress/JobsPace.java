package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.JobCounts;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.summary.Format;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pace of last-accessed jobs, by how many AWS was asked to start and how many have ended. */
final class JobsPace implements AccountsPace {

    private final Clock clock;
    private @Nullable TimeEstimate estimate;

    JobsPace(Clock clock) {
        this.clock = clock;
    }

    /** "3 of 12 accounts, 1 failed, 240 jobs: 210 made, 30 running, 175 done, 5 failed, 4 throttled, about 0:20 left". */
    @Override
    public String describe(WatchScanResponse state) {
        var scan = state.getScan();
        var units = scan.getUnits();
        if (estimate == null) {
            estimate = new TimeEstimate(clock, units);
        }
        if (units.getTotal() == 0) {
            return "listing accounts";
        }
        var parts = new ArrayList<String>();
        parts.add(Format.number(units.getComplete()) + " of " + Format.count(units.getTotal(), "account"));
        if (units.getFailed() > 0) {
            parts.add(Format.number(units.getFailed()) + " failed");
        }
        var jobs = scan.getJobs();
        parts.add(Format.count(jobs.getTotal(), "job") + ": " + Format.number(made(jobs)) + " made");
        parts.addAll(ends(jobs));
        parts.add(Format.number(scan.getRequests().getThrottled()) + " throttled");
        var left = estimate.estimate(state);
        if (left != null) {
            parts.add("about " + TimeLeft.text(left) + " left");
        }
        return String.join(", ", parts);
    }

    @Override
    public List<String> figures(AccountProgress account) {
        return figures(account.getJobs(), account.getRequests().getThrottled());
    }

    @Override
    public List<String> sum(List<AccountProgress> accounts) {
        var jobs = JobCounts.newBuilder();
        var throttled = 0L;
        for (var account : accounts) {
            var more = account.getJobs();
            jobs.setTotal(jobs.getTotal() + more.getTotal())
                    .setRunning(jobs.getRunning() + more.getRunning())
                    .setDone(jobs.getDone() + more.getDone())
                    .setFailed(jobs.getFailed() + more.getFailed());
            throttled += account.getRequests().getThrottled();
        }
        return figures(jobs.build(), throttled);
    }

    private static List<String> figures(JobCounts jobs, long throttled) {
        if (jobs.getTotal() == 0) {
            return List.of("listing users, roles, groups and policies");
        }
        var figures = new ArrayList<String>();
        figures.add(Format.number(made(jobs)) + "/" + Format.count(jobs.getTotal(), "job") + " made");
        figures.addAll(ends(jobs));
        figures.add(Format.number(throttled) + " throttled");
        return figures;
    }

    private static List<String> ends(JobCounts jobs) {
        return List.of(
                Format.number(jobs.getRunning()) + " running",
                Format.number(jobs.getDone()) + " done",
                Format.number(jobs.getFailed()) + " failed");
    }

    private static long made(JobCounts jobs) {
        return jobs.getRunning() + jobs.getDone() + jobs.getFailed();
    }
}
