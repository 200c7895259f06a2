package dev.trailtally.report.unused;

import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.UnusedAccessKind;
import dev.trailtally.rpc.PageToken;
import dev.trailtally.rpc.RpcErrors;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A request for unused access: since when, which kinds, after which finding. All pages use the time of the first. */
record UnusedQuestion(
        Set<UnusedAccessKind> kinds, Duration unusedFor, Instant since, Rank after, boolean actions, int pageSize) {

    private static final Set<UnusedAccessKind> ALL = EnumSet.range(
            UnusedAccessKind.UNUSED_ACCESS_KIND_PRINCIPAL, UnusedAccessKind.UNUSED_ACCESS_KIND_PERMISSION);
    private static final Duration DEFAULT_UNUSED_FOR = Duration.ofDays(90);
    private static final long MAX_DAYS = 400;
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;

    UnusedQuestion {
        kinds = Set.copyOf(kinds);
    }

    static UnusedQuestion of(ListUnusedAccessRequest request, Instant now) {
        var unusedFor = unusedFor(request);
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var since = now.truncatedTo(ChronoUnit.SECONDS).minus(unusedFor);
        var after = Rank.FIRST;
        var key = PageToken.key(request, Rank.PARTS + 1);
        if (key != null) {
            try {
                since = Instant.parse(key.getFirst());
                after = Rank.parse(key.subList(1, key.size()));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw PageToken.malformed();
            }
        }
        return new UnusedQuestion(kinds(request), unusedFor, since, after, request.getIncludeActions(), pageSize);
    }

    String token(ListUnusedAccessRequest request, Rank last) {
        var key = new ArrayList<>(List.of(since.toString()));
        key.addAll(last.parts());
        return PageToken.after(request, key);
    }

    /** The time of the first page. */
    Instant now() {
        return since.plus(unusedFor);
    }

    private static Duration unusedFor(ListUnusedAccessRequest request) {
        if (!request.hasUnusedFor()) {
            return DEFAULT_UNUSED_FOR;
        }
        var asked = request.getUnusedFor();
        long days = Math.floorDiv(asked.getSeconds(), Duration.ofDays(1).toSeconds());
        if (asked.getNanos() != 0
                || asked.getSeconds() % Duration.ofDays(1).toSeconds() != 0
                || days < 1
                || days > MAX_DAYS) {
            throw RpcErrors.invalidArgument(
                    "unused_for", "%ds; whole days from 86400s to 34560000s are allowed".formatted(asked.getSeconds()));
        }
        return Duration.ofDays(days);
    }

    private static Set<UnusedAccessKind> kinds(ListUnusedAccessRequest request) {
        return Fields.values("kinds", request.getKindsList(), request.getKindsValueList(), ALL, ALL);
    }
}
