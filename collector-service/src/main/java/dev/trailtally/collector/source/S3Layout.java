package dev.trailtally.collector.source;

import dev.trailtally.rpc.AccountIds;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The folders of trails: [prefix/]AWSLogs/[organization/]account/kind/region/year/month/day/. The recognised ones are
 * descended, so that accounts and days nobody asked for are never listed and the rest is listed in parallel. Whatever
 * else stands between them is listed flat: every key lies under exactly one listing.
 */
final class S3Layout {

    private static final String ANCHOR = "AWSLogs";
    private static final Pattern ORGANIZATION = Pattern.compile("o-[a-z0-9]+");
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern MONTH_OR_DAY = Pattern.compile("\\d{2}");

    /** How to list what lies under a prefix. */
    enum Step {
        /** Not at all: the scope does not want it. */
        SKIP,
        /** Every key of it, in order. */
        FLAT,
        /** Folder by folder. */
        DESCEND,
        /** Folder by folder if these are few: the trail's folders may lie deeper. */
        PROBE
    }

    private S3Layout() {}

    static Step step(String prefix, ListingScope scope) {
        var folders = List.of(prefix.substring(0, prefix.lastIndexOf('/') + 1).split("/", -1));
        var anchor = folders.lastIndexOf(ANCHOR);
        if (anchor < 0) {
            return Step.PROBE;
        }
        // Splitting leaves an empty string behind the last slash.
        var below = folders.subList(anchor + 1, folders.size() - 1);
        return !below.isEmpty() && ORGANIZATION.matcher(below.getFirst()).matches()
                ? accountStep(below.subList(1, below.size()), scope)
                : accountStep(below, scope);
    }

    private static Step accountStep(List<String> folders, ListingScope scope) {
        if (folders.isEmpty()) {
            return Step.DESCEND;
        }
        var account = folders.getFirst();
        if (!AccountIds.isValid(account)) {
            return Step.FLAT;
        }
        if (!scope.admitsAccount(Long.parseLong(account))) {
            return Step.SKIP;
        }
        return switch (folders.size()) {
            case 1 -> Step.DESCEND;
            // Digests lie in folders of the same shape, as do Insights; digests are counted, so they are listed.
            case 2 -> folders.get(1).startsWith("CloudTrail") ? Step.DESCEND : Step.FLAT;
            case 3 -> folders.get(1).startsWith("CloudTrail") && scope.hasInterval() ? Step.DESCEND : Step.FLAT;
            default ->
                folders.get(1).startsWith("CloudTrail") && scope.hasInterval()
                        ? dateStep(folders.subList(3, folders.size()), scope)
                        : Step.FLAT;
        };
    }

    private static Step dateStep(List<String> folders, ListingScope scope) {
        if (folders.size() > 3
                || !YEAR.matcher(folders.getFirst()).matches()
                || !folders.stream()
                        .skip(1)
                        .allMatch(folder -> MONTH_OR_DAY.matcher(folder).matches())) {
            return Step.FLAT;
        }
        try {
            var first = LocalDate.of(number(folders, 0), number(folders, 1), number(folders, 2));
            var length = switch (folders.size()) {
                case 1 -> Period.ofYears(1);
                case 2 -> Period.ofMonths(1);
                default -> Period.ofDays(1);
            };
            var from = midnight(first);
            var to = midnight(first.plus(length));
            if (!scope.meets(from, to)) {
                return Step.SKIP;
            }
            return folders.size() == 3 || scope.covers(from, to) ? Step.FLAT : Step.DESCEND;
        } catch (DateTimeException e) {
            return Step.FLAT;
        }
    }

    private static int number(List<String> folders, int index) {
        return index < folders.size() ? Integer.parseInt(folders.get(index)) : 1;
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
