package dev.trailtally.report.organization;

import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Partitions;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import jakarta.inject.Singleton;

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
        return snapshots.read(snapshot -> {
            var organization = Organization.of(snapshot, accounts);
            var days = OrganizationDays.of(organization, asked);
            var response = GetOrganizationSummaryResponse.newBuilder()
                    .setScope(organization.scope(days == null ? null : days.span()));
            if (days == null) {
                return response.build();
            }
            var binds = new Binds()
                    .withAll(days.binds())
                    .with("account_ids", organization.accountIds())
                    .with("top", top);
            TopAccounts.read(snapshot, binds, organization, response);
            response.setServices(TopServices.read(snapshot, binds));
            TopPrincipals.read(snapshot, binds, response);
            TopErrors.read(snapshot, binds, response);
            return response.build();
        });
    }
}
