package dev.trailtally.collector.account;

import static java.util.stream.Collectors.toSet;

import dev.trailtally.collector.source.SourceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.ListOrganizationalUnitsForParentResponse;
import software.amazon.awssdk.services.organizations.model.ListRootsResponse;
import software.amazon.awssdk.services.organizations.model.OrganizationalUnit;
import software.amazon.awssdk.services.organizations.model.Root;

/** The OUs below the roots of an organization, each requested once. */
final class OrganizationTree {

    private static final Pattern ID = Pattern.compile("r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}");
    private static final int MAX_UNITS = 50_000;

    private final OrganizationsClient client;
    private final Map<String, List<OrganizationalUnit>> children = new HashMap<>();

    OrganizationTree(OrganizationsClient client) {
        this.client = client;
    }

    /**
     * The ids of the chosen roots and OUs and of all OUs below them.
     *
     * @param chosen ids or names
     * @throws SourceException NO_SUCH_ORGANIZATIONAL_UNIT if one of them does not exist
     */
    Set<String> withDescendants(List<String> chosen) throws SourceException, InterruptedException {
        var ids = new ArrayList<>(chosen.stream().filter(OrganizationTree::isId).toList());
        for (var name : chosen) {
            if (!isId(name)) {
                ids.addAll(named(name));
            }
        }
        return below(ids);
    }

    /** All roots and organizational units, parents before their children. */
    List<OrganizationChart.Unit> units() throws SourceException, InterruptedException {
        var units = new ArrayList<OrganizationChart.Unit>();
        for (var root : rootUnits()) {
            units.add(new OrganizationChart.Unit(root.id(), null, String.valueOf(root.name())));
        }
        for (int i = 0; i < units.size(); i++) {
            var parent = units.get(i).unitId();
            children(parent).forEach(unit -> units.add(new OrganizationChart.Unit(unit.id(), parent, unit.name())));
            if (units.size() > MAX_UNITS) {
                throw tooMany();
            }
        }
        return units;
    }

    private static boolean isId(String unit) {
        return ID.matcher(unit).matches();
    }

    private Set<String> named(String name) throws SourceException, InterruptedException {
        below(roots());
        var ids = children.values().stream()
                .flatMap(Collection::stream)
                .filter(unit -> name.equals(unit.name()))
                .map(OrganizationalUnit::id)
                .collect(toSet());
        if (ids.isEmpty()) {
            throw noSuchUnit(name, null);
        }
        return ids;
    }

    private List<String> roots() throws SourceException, InterruptedException {
        return rootUnits().stream().map(Root::id).toList();
    }

    private List<Root> rootUnits() throws SourceException, InterruptedException {
        var roots = new ArrayList<Root>();
        var pages = new Pages<>(
                client.listRootsPaginator(),
                ListRootsResponse::nextToken,
                "organizations:ListRoots",
                "the organization");
        while (pages.hasNext()) {
            roots.addAll(pages.next().roots());
        }
        return roots;
    }

    private Set<String> below(Collection<String> parents) throws SourceException, InterruptedException {
        var found = new LinkedHashSet<>(parents);
        var open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (var child : children(open.remove())) {
                if (found.add(child.id())) {
                    open.add(child.id());
                }
            }
            if (found.size() > MAX_UNITS) {
                throw tooMany();
            }
        }
        return found;
    }

    private List<OrganizationalUnit> children(String parent) throws SourceException, InterruptedException {
        var known = children.get(parent);
        if (known != null) {
            return known;
        }
        var units = new ArrayList<OrganizationalUnit>();
        var pages = new Pages<>(
                client.listOrganizationalUnitsForParentPaginator(request -> request.parentId(parent)),
                ListOrganizationalUnitsForParentResponse::nextToken,
                "organizations:ListOrganizationalUnitsForParent",
                parent);
        try {
            while (pages.hasNext()) {
                units.addAll(pages.next().organizationalUnits());
            }
        } catch (SourceException e) {
            throw e.code().equals("ParentNotFoundException") ? noSuchUnit(parent, e) : e;
        }
        children.put(parent, units);
        return units;
    }

    private static SourceException tooMany() {
        return new SourceException(
                "TOO_MANY_ORGANIZATIONAL_UNITS",
                "more than " + MAX_UNITS + " organizational units",
                "Scan the whole organization, or name lower organizational units.");
    }

    private static SourceException noSuchUnit(String unit, @Nullable SourceException cause) {
        return new SourceException(
                "NO_SUCH_ORGANIZATIONAL_UNIT",
                "the organization has no organizational unit " + unit,
                "Name an OU by its id (ou-…) or by its exact name, capital letters included.",
                cause);
    }
}
