package dev.trailtally.report.organization;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.bucket.Family;
import dev.trailtally.report.bucket.Rollups;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Partitions;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.request.ReadMask;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

/** GetOrganizationSummary: who called what in all accounts together. */
@Singleton
public final class OrganizationSummary {

    private static final int DEFAULT_TOP = 40;
    private static final int MAX_TOP = 1_000;

    private static final String[] TOTALS = {
        "accounts", "account_remainder", "event_count", "failed_count", "shared_event_count"
    };
    private static final String[] PRINCIPALS = {"principals", "principal_remainder"};
    private static final String[] ERRORS = {"error_codes", "denied_actions"};

    private final Snapshots snapshots;
    private final Rollups rollups;
    private final CountLimit countLimit;

    OrganizationSummary(Snapshots snapshots, Rollups rollups, CountLimit countLimit) {
        this.snapshots = snapshots;
        this.rollups = rollups;
        this.countLimit = countLimit;
    }

    public GetOrganizationSummaryResponse summarize(GetOrganizationSummaryRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        var asked = request.hasPartition()
                ? Partitions.interval(request.getPartition())
                : AskedInterval.of(request.getInterval()).checkWholeDays();
        int top = Fields.number("top", request.getTop(), DEFAULT_TOP, MAX_TOP);
        var categories = CountedCategories.of(request.getCategoriesList(), request.getCategoriesValueList());
        var mask = ReadMask.of(request.getReadMask(), GetOrganizationSummaryResponse.getDescriptor());
        return snapshots.read(snapshot -> {
            var organization = Organization.of(snapshot, accounts);
            var days = OrganizationDays.of(organization, asked);
            var response = GetOrganizationSummaryResponse.newBuilder()
                    .setScope(organization.scope(days == null ? null : days.span()));
            if (days == null) {
                mask.cut(response);
                return response.build();
            }
            try (var held = countLimit.hold("ask for fewer accounts or a shorter interval")) {
                var counts = new OrganizationCounts(top);
                counts.read(
                        snapshot, rollups, organization, FewestDays.of(days.days()), categories, families(mask), held);
                addLists(snapshot, counts, organization, mask, response);
            }
            mask.cut(response);
            return response.build();
        });
    }

    private static Set<Family> families(ReadMask mask) {
        var families = EnumSet.noneOf(Family.class);
        if (mask.asks(TOTALS) || mask.asks("services")) {
            families.add(Family.SERVICE);
        }
        if (mask.asks(PRINCIPALS)) {
            families.add(Family.PRINCIPAL);
        }
        if (mask.asks(ERRORS)) {
            families.add(Family.ERROR);
        }
        return families;
    }

    private static void addLists(
            Snapshot snapshot,
            OrganizationCounts counts,
            Organization organization,
            ReadMask mask,
            GetOrganizationSummaryResponse.Builder response)
            throws SQLException {
        if (mask.asks(TOTALS)) {
            counts.addAccountsTo(response, organization);
        }
        if (mask.asks("services")) {
            counts.addServicesTo(response, snapshot);
        }
        if (mask.asks(PRINCIPALS)) {
            counts.addPrincipalsTo(response);
        }
        if (mask.asks(ERRORS)) {
            counts.addErrorsTo(response, snapshot);
        }
    }
}
