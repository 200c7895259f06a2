package dev.trailtally.report.unused;

import dev.trailtally.report.entity.AccessScopes;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.entity.AskedEntities;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.IamEntityType;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.UnusedAccessCount;
import dev.trailtally.report.v1.UnusedAccessKind;
import dev.trailtally.rpc.RpcTimes;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** ListUnusedAccess: what is granted and unused, ranked. */
@Singleton
public final class UnusedAccessList {

    private static final Set<IamEntityType> TYPES = EnumSet.complementOf(EnumSet.of(
            IamEntityType.IAM_ENTITY_TYPE_UNSPECIFIED,
            IamEntityType.IAM_ENTITY_TYPE_ORGANIZATIONS_ENTITY,
            IamEntityType.UNRECOGNIZED));
    private static final int MAX_DETAILS = 10_000; // about 2 MiB: a client accepts 4 by default
    private static final int CHUNK = 25; // findings whose details are read at once

    private final Snapshots snapshots;
    private final Clock clock;

    UnusedAccessList(Snapshots snapshots, @Named("report") Clock clock) {
        this.snapshots = snapshots;
        this.clock = clock;
    }

    public ListUnusedAccessResponse list(ListUnusedAccessRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var entities = AskedEntities.of(request.getEntities(), AskedEntities.PRINCIPALS, TYPES);
        var question = UnusedQuestion.of(request, clock.instant());
        return snapshots.read(snapshot -> {
            var selected = accounts.select(snapshot);
            var accountIds = selected.ids();
            entities.check(snapshot, accountIds);
            var response = ListUnusedAccessResponse.newBuilder()
                    .setScope(AccessScopes.of(snapshot, selected, entities))
                    .setUnusedSince(RpcTimes.timestamp(question.since()));
            var services = EventServices.binds(snapshot);
            var binds = entities.binds(accountIds).withAll(services).withAll(binds(question));
            response.setYoungerEntityCount(YoungerEntities.count(snapshot, binds));
            var found = found(snapshot, question, binds, response);
            var page = found.subList(0, Math.min(found.size(), question.pageSize()));
            int taken = add(snapshot, response, page, new UnusedDetails(question, services));
            if (taken < found.size()) {
                response.setNextPageToken(
                        question.token(request, found.get(taken - 1).rank()));
            }
            return response.build();
        });
    }

    private static Binds binds(UnusedQuestion question) {
        return new Binds()
                .withAll(question.after().binds())
                .with("unused_since", question.since())
                .with("since_month", Span.dayOf(question.since()).withDayOfMonth(1))
                .with("include_actions", question.actions())
                .with(
                        "kinds",
                        question.kinds().stream()
                                .mapToInt(UnusedAccessKind::getNumber)
                                .toArray())
                .with("limit", question.pageSize() + 1);
    }

    /** The next findings of all kinds, in their order; the response takes the counts. */
    private static List<Finding> found(
            Snapshot snapshot, UnusedQuestion question, Binds binds, ListUnusedAccessResponse.Builder response)
            throws SQLException {
        var kinds = question.kinds();
        var found = new ArrayList<Found>();
        if (kinds.contains(UnusedAccessKind.UNUSED_ACCESS_KIND_PRINCIPAL)
                || kinds.contains(UnusedAccessKind.UNUSED_ACCESS_KIND_PERMISSION)) {
            found.add(UnusedEntities.find(snapshot, binds, question.now()));
        }
        if (kinds.contains(UnusedAccessKind.UNUSED_ACCESS_KIND_ACCESS_KEY)) {
            found.add(UnusedAccessKeys.find(snapshot, binds, question.now()));
        }
        if (kinds.contains(UnusedAccessKind.UNUSED_ACCESS_KIND_PASSWORD)) {
            found.add(UnusedPasswords.find(snapshot, binds, question.now()));
        }
        kinds.stream().sorted().forEach(kind -> response.addCounts(count(kind, found)));
        var findings = new ArrayList<Finding>();
        found.forEach(some -> findings.addAll(some.findings()));
        findings.sort((one, other) -> one.rank().compareTo(other.rank()));
        return findings;
    }

    private static UnusedAccessCount count(UnusedAccessKind kind, List<Found> found) {
        return UnusedAccessCount.newBuilder()
                .setKind(kind)
                .setCount(found.stream()
                        .mapToLong(some -> some.counts().getOrDefault(kind, 0L))
                        .sum())
                .build();
    }

    /** How many of the findings the response took. */
    private static int add(
            Snapshot snapshot, ListUnusedAccessResponse.Builder response, List<Finding> page, UnusedDetails details)
            throws SQLException {
        int sent = 0;
        for (int from = 0; from < page.size(); from += CHUNK) {
            var chunk = page.subList(from, Math.min(page.size(), from + CHUNK));
            for (var message : details.of(snapshot, chunk)) {
                response.addUnusedAccess(message);
                sent += UnusedDetails.count(message);
                if (sent >= MAX_DETAILS) {
                    return response.getUnusedAccessCount();
                }
            }
        }
        return page.size();
    }
}
