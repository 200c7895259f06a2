package dev.trailtally.report.organization;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Partitions;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.request.ReadMask;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/** GetOrganizationSummary: who called what in all accounts together. */
@Singleton
public final class OrganizationSummary {

    private static final int DEFAULT_TOP = 40;
    private static final int MAX_TOP = 1_000;

    private final Snapshots snapshots;

    OrganizationSummary(Snapshots snapshots) {
        this.snapshots = snapshots;
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
            var binds = new Binds()
                    .withAll(FewestDays.of(days.days()).binds())
                    .with("account_ids", organization.accountIds())
                    .with("categories", categories.numbers())
                    .with("top", top);
            readLists(snapshot, binds, organization, mask, response);
            mask.cut(response);
            return response.build();
        });
    }

    private static void readLists(
            Snapshot snapshot,
            Binds binds,
            Organization organization,
            ReadMask mask,
            GetOrganizationSummaryResponse.Builder response)
            throws SQLException {
        if (mask.asks("accounts", "account_remainder", "event_count", "failed_count", "shared_event_count")) {
            TopAccounts.read(snapshot, binds, organization, response);
        }
        if (mask.asks("services")) {
            response.setServices(TopServices.read(snapshot, binds));
        }
        if (mask.asks("principals", "principal_remainder")) {
            TopPrincipals.read(snapshot, binds, response);
        }
        if (mask.asks("error_codes", "denied_actions")) {
            TopErrors.read(snapshot, binds, response);
        }
    }
}
