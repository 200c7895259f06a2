package dev.trailtally.report.accesschange;

import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.AccessChangeKind;
import dev.trailtally.report.v1.ListAccessChangesRequest;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The field "kinds" of a request, checked. */
record AskedKinds(Set<AccessChangeKind> kinds) {

    private static final String PREFIX = "ACCESS_CHANGE_KIND_";
    private static final Set<AccessChangeKind> ALL = EnumSet.range(
            AccessChangeKind.ACCESS_CHANGE_KIND_FIRST_REPORT, AccessChangeKind.ACCESS_CHANGE_KIND_FORGOTTEN);

    AskedKinds {
        kinds = Set.copyOf(kinds);
    }

    static AskedKinds of(ListAccessChangesRequest request) {
        return new AskedKinds(Fields.values("kinds", request.getKindsList(), request.getKindsValueList(), ALL, ALL));
    }

    /** The values of the column change, and no_longer_allowed. */
    Binds binds() {
        return new Binds()
                .with(
                        "changes",
                        kinds.stream()
                                .map(kind ->
                                        kind.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT))
                                .toArray(String[]::new));
    }
}
