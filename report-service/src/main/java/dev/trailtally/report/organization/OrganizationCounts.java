package dev.trailtally.report.organization;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.bucket.Family;
import dev.trailtally.report.bucket.RollupRow;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.count.Top;
import dev.trailtally.report.permission.Denials;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.Query;
import dev.trailtally.report.snapshot.References;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccountCount;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.rpc.AccountIds;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rollups of an organization's accounts, added up; calls between them count once. */
final class OrganizationCounts {

    // Whose principals are in memory at once.
    private static final int MAX_ACCOUNTS = 100;
    private static final long MAX_EVENTS = 10_000_000;

    private static final Pattern DENIED = Pattern.compile(Denials.PATTERN);

    private static final Comparator<AccountCount> MOST_EVENTS_FIRST =
            Comparator.comparingLong(AccountCount::getEventCount).reversed().thenComparing(AccountCount::getAccountId);

    private static final Sql SHARED = Sql.plannedOnce("""
            select
              action_ref,
              error_code_ref,
              sum(event_count)::bigint as event_count,
              sum(failed_count)::bigint as failed_count
            from shared_call_count(:account_ids, :first_month, :end_month, :days, :other_days)
            where category = any(:categories)
            group by action_ref, error_code_ref
            """);

    private final Tally accounts = new Tally(); // by account
    private final Tally services = new Tally(); // by event source
    private final Tally errors = new Tally(); // failed events by action and error code
    private final Tally shared = new Tally(); // by action and error code
    private final PrincipalRanking principals;
    private final int top;

    /** @param top how many values a list has */
    OrganizationCounts(int top) {
        this.top = top;
        this.principals = new PrincipalRanking(top);
    }

    void read(
            Snapshot snapshot,
            Rollups rollups,
            Organization organization,
            FewestDays days,
            CountedCategories categories,
            Set<Family> families,
            CountLimit.Held held)
            throws SQLException {
        var binds =
                days.binds().with("account_ids", organization.accountIds()).with("categories", categories.numbers());
        if (families.contains(Family.SERVICE) || families.contains(Family.ERROR)) {
            readShared(snapshot, binds);
        }
        for (var some : organization.parts(MAX_ACCOUNTS, MAX_EVENTS)) {
            var byPrincipal = new Tally();
            rollups.each(snapshot, some, days.buckets(), categories, families, row -> add(row, 1, byPrincipal, held));
            var others = days.otherBuckets();
            if (others != null) {
                rollups.each(snapshot, some, others, categories, families, row -> add(row, -1, byPrincipal, held));
            }
            principals.add(byPrincipal, snapshot);
        }
    }

    private void readShared(Snapshot snapshot, Binds binds) throws SQLException {
        snapshot.together(List.of(new Query(
                SHARED,
                binds,
                row -> shared.add(
                        row.number("action_ref"),
                        row.number("error_code_ref"),
                        0,
                        row.number("event_count"),
                        row.number("failed_count"),
                        0,
                        0))));
    }

    private void add(RollupRow row, long sign, Tally byPrincipal, CountLimit.Held held) {
        long accountId = row.accountId();
        switch (row.family()) {
            case SERVICE -> {
                accounts.add(accountId, 0, 0, sign * row.eventCount(), sign * row.failedCount(), 0, 0);
                row.giveTo((source, two, three, events, failed, first, last) ->
                        services.count(source, 0, 0, sign * events));
            }
            case ERROR ->
                row.giveTo((action, errorCode, three, events, failed, first, last) ->
                        errors.count(action, errorCode, 0, sign * failed));
            case PRINCIPAL ->
                row.giveTo((principal, two, three, events, failed, first, last) ->
                        byPrincipal.add(accountId, principal, 0, sign * events, sign * failed, 0, 0));
            default -> throw new IllegalArgumentException(row.family() + " was not asked for");
        }
        // The texts of principals take as much again.
        held.atLeast(2L * byPrincipal.size() + services.size() + errors.size());
    }

    void addAccountsTo(GetOrganizationSummaryResponse.Builder response, Organization organization) {
        var first = new Top<>(top, MOST_EVENTS_FIRST);
        long accountCount = 0;
        long eventCount = 0;
        long failedCount = 0;
        for (int row = 0; row < accounts.size(); row++) {
            if (accounts.eventCount(row) > 0) {
                accountCount++;
                eventCount += accounts.eventCount(row);
                failedCount += accounts.failedCount(row);
                first.offer(AccountCount.newBuilder()
                        .setAccountId(AccountIds.format(accounts.one(row)))
                        .setAccountName(organization.name(accounts.one(row)))
                        .setEventCount(accounts.eventCount(row))
                        .setFailedCount(accounts.failedCount(row))
                        .build());
            }
        }
        response.addAllAccounts(first.inOrder());
        long listed = response.getAccountsList().stream()
                .mapToLong(AccountCount::getEventCount)
                .sum();
        response.setAccountRemainder(
                ValueRanking.remainder(accountCount - response.getAccountsCount(), eventCount - listed));
        for (int row = 0; row < shared.size() && accountCount > 0; row++) {
            eventCount -= shared.eventCount(row);
            failedCount -= shared.failedCount(row);
            response.setSharedEventCount(response.getSharedEventCount() + shared.eventCount(row));
        }
        response.setEventCount(eventCount).setFailedCount(failedCount);
    }

    void addServicesTo(GetOrganizationSummaryResponse.Builder response, Snapshot snapshot) throws SQLException {
        var references = new References();
        for (int row = 0; row < services.size(); row++) {
            references.with(Dictionary.EVENT_SOURCE, services.one(row));
        }
        for (int row = 0; row < shared.size(); row++) {
            references.with(Dictionary.ACTION, shared.one(row));
        }
        var texts = snapshot.texts(references);
        var ranking = new ValueRanking();
        for (int row = 0; row < services.size(); row++) {
            ranking.add(texts.of(Dictionary.EVENT_SOURCE, services.one(row)).main(), services.eventCount(row), 0);
        }
        for (int row = 0; row < shared.size(); row++) {
            long events = shared.eventCount(row);
            ranking.add(texts.of(Dictionary.ACTION, shared.one(row)).main(), -events, events);
        }
        response.setServices(ranking.first(top));
    }

    void addPrincipalsTo(GetOrganizationSummaryResponse.Builder response) {
        principals.addTo(response);
    }

    void addErrorsTo(GetOrganizationSummaryResponse.Builder response, Snapshot snapshot) throws SQLException {
        var references = new References();
        var twice = new Tally();
        for (int row = 0; row < shared.size(); row++) {
            if (shared.two(row) != 0) {
                twice.count(shared.one(row), shared.two(row), 0, shared.failedCount(row));
            }
        }
        for (int row = 0; row < errors.size(); row++) {
            references.with(Dictionary.ACTION, errors.one(row)).with(Dictionary.ERROR_CODE, errors.two(row));
        }
        var texts = snapshot.texts(references);
        var codes = new ValueRanking();
        var denied = new ValueRanking();
        for (int row = 0; row < errors.size(); row++) {
            long sharedEvents = twice.eventCountOf(errors.one(row), errors.two(row), 0);
            long events = errors.eventCount(row) - sharedEvents;
            if (events > 0) {
                var code = texts.of(Dictionary.ERROR_CODE, errors.two(row)).main();
                codes.add(code, events, sharedEvents);
                if (DENIED.matcher(code).find()) {
                    denied.add(texts.of(Dictionary.ACTION, errors.one(row)).called(), events, sharedEvents);
                }
            }
        }
        response.setErrorCodes(codes.first(top)).setDeniedActions(denied.first(top));
    }
}
