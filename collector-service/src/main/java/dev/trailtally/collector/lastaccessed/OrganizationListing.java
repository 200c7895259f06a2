package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.Accounts;
import dev.trailtally.collector.account.OrganizationChart;
import dev.trailtally.collector.account.ScannedAccount;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.EntityTables;
import dev.trailtally.collector.store.IamEntity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which entities of the organization a scan asks for a report of: those named, or its tree with the accounts of the scan. */
final class OrganizationListing {

    private final ClaimedAccount unit;
    private final Accounts accounts;
    private final EntityTables tables;
    private final String policyId;

    OrganizationListing(ClaimedAccount unit, Accounts accounts, EntityTables tables) {
        this.unit = unit;
        this.accounts = accounts;
        this.tables = tables;
        this.policyId = unit.source().getOrganizationsReport().getOrganizationsPolicyId();
    }

    /** Keeps all with their jobs; returns why that could not be, or null. */
    @Nullable
    SourceException list() throws InterruptedException {
        var named = unit.source().getOrganizationsReport().getEntityPathsList();
        try {
            if (named.isEmpty()) {
                keep(accounts.chart());
            } else {
                var entities = named.stream()
                        .map(path -> entity(path, path.substring(path.lastIndexOf('/') + 1)))
                        .toList();
                LostUnitException.check(tables.store(unit, entities, false));
            }
            return null;
        } catch (SourceException e) {
            return e;
        }
    }

    private void keep(OrganizationChart chart) {
        LostUnitException.check(tables.store(unit, tree(chart), false));
        var present = paths(chart).stream()
                .map(path -> OrganizationJobs.arn(path, policyId))
                .toList();
        LostUnitException.check(tables.charted(unit, present, OrganizationJobs.arn("", policyId)));
    }

    /** All in the chart, including accounts that the scan does not ask for. */
    private static List<String> paths(OrganizationChart chart) {
        var units = chart.unitPaths();
        var paths = new ArrayList<>(units.values());
        chart.parents()
                .forEach((account, parent) -> paths.add(units.get(parent) + "/" + ScannedAccount.digits(account)));
        return paths;
    }

    private List<IamEntity> tree(OrganizationChart chart) {
        var paths = chart.unitPaths();
        var entities = new ArrayList<IamEntity>();
        for (var part : chart.units()) {
            entities.add(entity(String.valueOf(paths.get(part.unitId())), part.name()));
        }
        for (long account : tables.accounts(unit)) {
            var parent = chart.parents().get(account);
            if (parent != null) { // else it is not of this organization
                var id = ScannedAccount.digits(account);
                entities.add(entity(paths.get(parent) + "/" + id, id));
            }
        }
        return entities;
    }

    private IamEntity entity(String path, String name) {
        return new IamEntity(
                OrganizationJobs.arn(path, policyId),
                IamEntity.Type.ORGANIZATIONS_ENTITY,
                name,
                path,
                null,
                null,
                null,
                null);
    }
}
