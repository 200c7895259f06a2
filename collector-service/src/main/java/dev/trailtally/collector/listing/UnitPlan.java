package dev.trailtally.collector.listing;

import dev.trailtally.collector.account.AccountSelection;
import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.account.AssumedRole;
import dev.trailtally.collector.account.RegionSource;
import dev.trailtally.collector.scan.RequestedRole;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanFilter;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which accounts a scan has units of, and what these are. */
sealed interface UnitPlan {

    /** Of a scan whose listing has begun; null for log objects, which have no units. */
    static @Nullable UnitPlan of(Scan scan) {
        return switch (scan.source()) {
            case ScanSource.Lookup lookup -> Lookup.of(scan, lookup);
            case ScanSource.LastAccessed lastAccessed -> new LastAccessed(lastAccessed.settings());
            case ScanSource.Folder folder -> null;
            case ScanSource.Bucket bucket -> null;
        };
    }

    AccountSelection selection(ScanFilter filter);

    /** The role to assume; null if only the caller's own account is read. */
    @Nullable
    AssumedRole role();

    /** The regions of an account that has let the collector in. */
    List<String> regions(AccountSession session, ScanFilter filter) throws SourceException;

    /** Why no account can be read, whatever it says; null if they can. */
    default @Nullable SourceException hopeless() {
        return null;
    }

    /** Start of the units, inclusive, in whole seconds; null if they have no window, as is the end. */
    default @Nullable Instant start() {
        return null;
    }

    default @Nullable Instant end() {
        return null;
    }

    /** Whether all management events of the window are requested. */
    default boolean whole() {
        return false;
    }

    /** LookupEvents: an account and region is a unit, with a window. */
    record Lookup(LookupSource settings, boolean whole, Instant start, Instant end) implements UnitPlan {

        // AWS source: CloudTrail API Reference, LookupEvents: "the last 90 days".
        private static final Duration HISTORY = Duration.ofDays(90);

        /** Whole seconds, as LookupEvents is asked: from the scan's start, at most 90 days back, to its end or now. */
        static Lookup of(Scan scan, ScanSource.Lookup source) {
            var now = ScanListings.listedAt(scan);
            var oldest = now.minus(HISTORY);
            var start = scan.filter().start();
            var end = scan.filter().end();
            return new Lookup(
                    source.settings(),
                    source.isWhole(),
                    floor(start == null || start.isBefore(oldest) ? oldest : start),
                    ceiling(end == null || end.isAfter(now) ? now : end));
        }

        private static Instant floor(Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS);
        }

        private static Instant ceiling(Instant time) {
            var floor = floor(time);
            return floor.equals(time) ? time : floor.plusSeconds(1);
        }

        @Override
        public AccountSelection selection(ScanFilter filter) {
            return UnitPlan.selection(settings.hasOrganization(), settings.getOrganization(), filter);
        }

        @Override
        public @Nullable AssumedRole role() {
            return RequestedRole.of(settings);
        }

        @Override
        public List<String> regions(AccountSession session, ScanFilter filter) throws SourceException {
            return filter.regions().isEmpty()
                    ? session.enabledRegions(regionSource())
                    : filter.regions().stream().sorted().toList();
        }

        @Override
        public @Nullable SourceException hopeless() {
            return start.isBefore(end) ? null : nothingLeft();
        }

        private RegionSource regionSource() {
            return switch (settings.getRegionSource()) {
                case REGION_SOURCE_UNSPECIFIED, REGION_SOURCE_EC2, UNRECOGNIZED -> RegionSource.EC2;
                case REGION_SOURCE_ACCOUNT -> RegionSource.ACCOUNT;
            };
        }

        /** The requested interval is older than LookupEvents knows, or has not begun. */
        private static SourceException nothingLeft() {
            return new SourceException(
                    "NO_HISTORY",
                    "LookupEvents knows the last 90 days, and the scan's interval has nothing in common with them",
                    "Ask for a later interval, or read older events from a trail's log files.");
        }
    }

    private static AccountSelection selection(
            boolean ofOrganization, OrganizationAccounts organization, ScanFilter filter) {
        var excluded = organization.getExcludeAccountIdsList().stream()
                .map(Long::valueOf)
                .collect(Collectors.toUnmodifiableSet());
        return new AccountSelection(
                ofOrganization, organization.getOrganizationalUnitsList(), filter.accountIds(), excluded);
    }

    /** IAM: an account is a unit, without a window. */
    record LastAccessed(LastAccessedSource settings) implements UnitPlan {

        @Override
        public AccountSelection selection(ScanFilter filter) {
            return UnitPlan.selection(settings.hasOrganization(), settings.getOrganization(), filter);
        }

        @Override
        public @Nullable AssumedRole role() {
            return RequestedRole.of(settings);
        }

        @Override
        public List<String> regions(AccountSession session, ScanFilter filter) {
            return List.of(ScanSource.LastAccessed.REGION);
        }
    }
}
