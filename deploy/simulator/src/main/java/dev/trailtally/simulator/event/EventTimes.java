package dev.trailtally.simulator.event;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws the times of events, as uneven as in reality: more by day than by night, few at weekends, days with next to
 * nothing, and bursts in which one second has more events than a page or several pages.
 */
final class EventTimes {

    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;
    private static final double BURST_SHARE = 0.12;
    private static final double QUIET_DAY_SHARE = 0.12;
    private static final int SMALLEST_BURST = 51;
    private static final int LARGE_BURST = 240;
    private static final int LARGEST_BURST = 640;

    private final EventPlan plan;
    private final SplittableRandom random;
    private final double[] hours;

    private EventTimes(EventPlan plan) {
        this.plan = plan;
        this.random = Seed.random(plan.unitSeed(), -1);
        this.hours = cumulativeHours(plan);
    }

    /** Ascending seconds after the start of the plan: four bytes an event. */
    static int[] draw(EventPlan plan) {
        return new EventTimes(plan).draw();
    }

    private int[] draw() {
        var seconds = new int[plan.count()];
        var drawn = bursts(seconds);
        while (drawn < seconds.length) {
            seconds[drawn++] = second();
        }
        Arrays.parallelSort(seconds);
        return seconds;
    }

    /** Fills in the bursts, the first one large; the number of events that they took. */
    private int bursts(int[] seconds) {
        var budget = (int) (seconds.length * BURST_SHARE);
        var filled = 0;
        while (budget - filled >= SMALLEST_BURST) {
            var size = filled == 0 || random.nextInt(8) == 0
                    ? random.nextInt(LARGE_BURST, LARGEST_BURST)
                    : random.nextInt(SMALLEST_BURST, LARGE_BURST);
            var end = filled + Math.min(size, budget - filled);
            Arrays.fill(seconds, filled, end, second());
            filled = end;
        }
        return filled;
    }

    private int second() {
        var point = random.nextDouble() * hours[hours.length - 1];
        var found = Arrays.binarySearch(hours, point);
        var hour = found < 0 ? -found - 1 : found + 1;
        var from = Math.min(hour, hours.length - 1) * HOUR;
        return from + random.nextInt(Math.min(HOUR, length(plan) - from));
    }

    private static int length(EventPlan plan) {
        return Math.toIntExact(plan.end().getEpochSecond() - plan.start().getEpochSecond());
    }

    private static double[] cumulativeHours(EventPlan plan) {
        var length = length(plan);
        var hours = new double[(length + HOUR - 1) / HOUR];
        var sum = 0.0;
        for (var hour = 0; hour < hours.length; hour++) {
            var share = Math.min(HOUR, length - hour * HOUR) / (double) HOUR;
            sum += share * weight(plan, plan.start().getEpochSecond() + (long) hour * HOUR);
            hours[hour] = sum;
        }
        return hours;
    }

    private static double weight(EventPlan plan, long epochSecond) {
        var day = Math.floorDiv(epochSecond, DAY);
        if (Seed.share(plan.unitSeed(), day) < QUIET_DAY_SHARE) {
            return 0.01;
        }
        var hourOfDay = Math.floorMod(epochSecond, DAY) / (double) HOUR;
        var daylight = 1.1 - Math.cos((hourOfDay - 2) / 24 * 2 * Math.PI);
        // 1 January 1970 was a Thursday.
        return Math.floorMod(day + 3, 7) >= 5 ? 0.3 * daylight : daylight;
    }
}
