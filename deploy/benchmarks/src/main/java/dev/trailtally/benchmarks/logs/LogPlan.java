package dev.trailtally.benchmarks.logs;

import java.time.LocalDate;

/**
 * What to generate; the same plan always gives the same bytes. Plans that differ only in events, start and days have the
 * same accounts and principals: the later days of the same organization.
 *
 * @param events distinct events, without duplicates
 * @param accounts accounts, of very different sizes
 * @param regions regions at most in use by an account
 * @param start the first UTC day
 * @param days UTC days of events
 * @param principals principals of each account
 * @param duplicates the chance of an event to be delivered a second time
 * @param seed chooses one of many organizations
 */
public record LogPlan(
        long events,
        int accounts,
        int regions,
        LocalDate start,
        int days,
        int principals,
        double duplicates,
        long seed) {

    public static final LocalDate DEFAULT_START = LocalDate.of(2025, 3, 10);

    public LogPlan {
        requireRange("events", events, 1, 1_000_000_000);
        requireRange("accounts", accounts, 1, 10_000);
        requireRange("regions", regions, 1, Regions.NAMES.size());
        requireRange("days", days, 1, 3_650);
        requireRange("principals", principals, 1, 1_000);
        if (!(duplicates >= 0 && duplicates <= 0.5)) {
            throw new IllegalArgumentException("duplicates is %s, not within 0 to 0.5".formatted(duplicates));
        }
        if (start.getYear() < 2013 || start.plusDays(days).getYear() >= 2100) {
            throw new IllegalArgumentException("start is %s, not within 2013 to 2099".formatted(start));
        }
    }

    /** The same organization with the given number of events, as dense as here, on the days that follow. */
    public LogPlan after(long furtherEvents) {
        var furtherDays = Math.max(1, Math.round((double) days * furtherEvents / events));
        return new LogPlan(
                furtherEvents,
                accounts,
                regions,
                start.plusDays(days),
                Math.toIntExact(furtherDays),
                principals,
                duplicates,
                seed);
    }

    private static void requireRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s is %d, not within %d to %d".formatted(name, value, min, max));
        }
    }
}
