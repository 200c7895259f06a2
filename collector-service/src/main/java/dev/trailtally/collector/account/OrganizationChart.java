package dev.trailtally.collector.account;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which root or organizational unit holds which unit and account.
 *
 * @param organizationId such as "o-a1b2c3d4e5"
 * @param units parents before their children
 * @param parents of the accounts: the id of the root or unit that holds each
 */
public record OrganizationChart(String organizationId, List<Unit> units, Map<Long, String> parents) {

    public OrganizationChart {
        units = List.copyOf(units);
        parents = Map.copyOf(parents);
    }

    /**
     * The entity path of each root and organizational unit by its id, such as "o-a1b2c3d4e5/r-f6g7/ou-f6g7-jklmnopq". AWS
     * source: IAM API Reference, GenerateOrganizationsAccessReport.
     */
    public Map<String, String> unitPaths() {
        var paths = new HashMap<String, String>();
        for (var unit : units) {
            var parent = unit.parentId() == null ? organizationId : paths.get(unit.parentId());
            paths.put(unit.unitId(), parent + "/" + unit.unitId());
        }
        return paths;
    }

    /**
     * A root or organizational unit.
     *
     * @param parentId null for a root
     */
    public record Unit(String unitId, @Nullable String parentId, String name) {}
}
