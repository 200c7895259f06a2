package dev.trailtally.report.accesschange;

import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.AccessChangeKind;
import dev.trailtally.report.v1.ListAccessChangesRequest;
import dev.trailtally.rpc.RpcErrors;
import java.util.EnumSet;
import java.util.Set;

/** The field "kinds" of a request, checked. */
record AskedKinds(Set<AccessChangeKind> kinds) {

    private static final Set<AccessChangeKind> ALL = EnumSet.range(
            AccessChangeKind.ACCESS_CHANGE_KIND_FIRST_REPORT, AccessChangeKind.ACCESS_CHANGE_KIND_FORGOTTEN);

    AskedKinds {
        kinds = Set.copyOf(kinds);
    }

    static AskedKinds of(ListAccessChangesRequest request) {
        var kinds = EnumSet.noneOf(AccessChangeKind.class);
        for (int i = 0; i < request.getKindsCount(); i++) {
            var field = "kinds[%d]".formatted(i);
            var kind = Fields.known(field, request.getKinds(i), request.getKindsValue(i));
            if (!ALL.contains(kind)) {
                throw RpcErrors.invalidArgument(field, "%s; allowed are %s".formatted(kind, ALL));
            }
            kinds.add(kind);
        }
        return new AskedKinds(kinds.isEmpty() ? ALL : kinds);
    }

    /** Which kinds, and whether any of those that begin a row with none before it. */
    Binds binds() {
        return new Binds()
                .with("kinds", kinds.stream().map(AccessChangeKind::name).toArray(String[]::new))
                .with(
                        "begun",
                        kinds.contains(AccessChangeKind.ACCESS_CHANGE_KIND_FIRST_REPORT)
                                || kinds.contains(AccessChangeKind.ACCESS_CHANGE_KIND_ALLOWED));
    }
}
