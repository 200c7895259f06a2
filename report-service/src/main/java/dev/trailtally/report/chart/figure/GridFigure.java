package dev.trailtally.report.chart.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How often each service was called in each account. One more row and column hold what is not shown individually.
 *
 * @param accounts names of rows, most events first
 * @param services names of columns, most events first
 * @param events of each row, by column
 * @param otherAccounts how many accounts the last row stands for; 0 if it is an account
 * @param otherServices how many services the last column stands for; 0 if it is a service
 */
public record GridFigure(
        Heading heading,
        List<String> accounts,
        List<String> services,
        List<List<Long>> events,
        long otherAccounts,
        long otherServices)
        implements Figure {

    public GridFigure {
        accounts = List.copyOf(accounts);
        services = List.copyOf(services);
        events = events.stream().map(List::copyOf).toList();
        if (accounts.isEmpty() || services.isEmpty() || events.size() != accounts.size()) {
            throw new IllegalArgumentException(
                    events.size() + " rows of " + accounts.size() + " accounts and " + services.size() + " services");
        }
    }

    public long eventCount() {
        return cells().sum();
    }

    /** At least 1. */
    public long mostEvents() {
        return Math.max(1, cells().max().orElseThrow());
    }

    private LongStream cells() {
        return events.stream().flatMapToLong(row -> row.stream().mapToLong(Long::longValue));
    }

    /** With at most this many rows and columns: the last ones move to the rest. */
    public GridFigure within(int rows, int columns) {
        return withRows(rows).withColumns(columns);
    }

    private GridFigure withRows(int rows) {
        if (accounts.size() <= rows) {
            return this;
        }
        int kept = Math.max(1, rows - 1);
        var folded = new ArrayList<>(events.subList(0, kept));
        folded.add(events.subList(kept, events.size()).stream()
                .reduce(GridFigure::sum)
                .orElseThrow());
        long rest = rest(accounts.size() - kept, otherAccounts);
        return new GridFigure(heading, named(accounts, kept, rest), services, folded, rest, otherServices);
    }

    private GridFigure withColumns(int columns) {
        if (services.size() <= columns) {
            return this;
        }
        int kept = Math.max(1, columns - 1);
        var folded = events.stream().map(row -> folded(row, kept)).toList();
        long rest = rest(services.size() - kept, otherServices);
        return new GridFigure(heading, accounts, named(services, kept, rest), folded, otherAccounts, rest);
    }

    // The last of the folded ones may itself stand for several.
    private static long rest(long folded, long others) {
        return others == 0 ? folded : folded - 1 + others;
    }

    private static List<String> named(List<String> names, int kept, long rest) {
        var named = new ArrayList<>(names.subList(0, kept));
        named.add(new Rest(rest, 0).label());
        return named;
    }

    private static List<Long> folded(List<Long> row, int kept) {
        var folded = new ArrayList<>(row.subList(0, kept));
        folded.add(row.subList(kept, row.size()).stream()
                .mapToLong(Long::longValue)
                .sum());
        return folded;
    }

    private static List<Long> sum(List<Long> one, List<Long> other) {
        var sum = new ArrayList<Long>();
        for (int i = 0; i < one.size(); i++) {
            sum.add(one.get(i) + other.get(i));
        }
        return sum;
    }

    @Override
    public String description() {
        long accountCount = otherAccounts == 0 ? accounts.size() : accounts.size() - 1 + otherAccounts;
        long serviceCount = otherServices == 0 ? services.size() : services.size() - 1 + otherServices;
        return heading.sentences() + Counts.of(eventCount(), "event") + " of " + Counts.of(serviceCount, "service")
                + " in " + Counts.of(accountCount, "account") + ". Most events: account " + accounts.getFirst()
                + "; most called: " + services.getFirst() + ".";
    }
}
