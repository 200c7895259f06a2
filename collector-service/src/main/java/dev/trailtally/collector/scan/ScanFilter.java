package dev.trailtally.collector.scan;

import dev.trailtally.collector.source.ListingScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which events a scan wants.
 *
 * @param accountIds empty means all
 * @param regions empty means all
 * @param start inclusive; null means from the beginning
 * @param end exclusive; null means to the end
 */
public record ScanFilter(
        Set<Long> accountIds,
        Set<String> regions,
        @Nullable Instant start,
        @Nullable Instant end) {

    // Part of a unique key, whose entries PostgreSQL bounds.
    private static final int MAX_TEXT = 200;
    private static final String RAW = "raw";

    public ScanFilter {
        accountIds = Set.copyOf(accountIds);
        regions = Set.copyOf(regions);
        if (start != null && end != null && !start.isBefore(end)) {
            throw new IllegalArgumentException("start must be before end, found: " + start + " and " + end);
        }
    }

    /** Whether it keeps everything. */
    public boolean isOpen() {
        return accountIds.isEmpty() && regions.isEmpty() && start == null && end == null;
    }

    /** Whether the event is wanted. */
    public boolean admits(long accountId, String region, Instant time) {
        return (accountIds.isEmpty() || accountIds.contains(accountId))
                && (regions.isEmpty() || regions.contains(region))
                && admitsTime(time);
    }

    /** Whether events of this time are wanted. */
    public boolean admitsTime(Instant time) {
        return (start == null || !time.isBefore(start)) && (end == null || time.isBefore(end));
    }

    public ListingScope scope() {
        return new ListingScope(accountIds, start, end);
    }

    /** What the filter keeps of an object, as a short text: equal texts keep the same. Empty when it keeps all. */
    public String text(boolean keepRaw) {
        var text = Stream.of(
                        keepRaw ? RAW : "",
                        list("accounts=", accountIds),
                        list("regions=", regions),
                        start == null ? "" : "start=" + start,
                        end == null ? "" : "end=" + end)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(";"));
        return text.length() <= MAX_TEXT ? text : "sha256=" + sha256(text);
    }

    /** The texts of filters that keep at least as much: what was read under one of them need not be read again. */
    public List<String> coveringTexts(boolean keepRaw) {
        return keepRaw
                ? Stream.of(text(true), RAW).distinct().toList()
                : Stream.of(text(false), text(true), "", RAW).distinct().toList();
    }

    private static String list(String name, Set<? extends Comparable<?>> values) {
        return values.isEmpty()
                ? ""
                : new TreeSet<>(values).stream().map(Object::toString).collect(Collectors.joining(",", name, ""));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
