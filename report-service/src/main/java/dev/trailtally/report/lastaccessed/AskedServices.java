package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import java.util.Arrays;
import java.util.List;

/** Which services of an entity a request covers, and which of their details. */
record AskedServices(List<String> namespaces, boolean actions, boolean accessors, boolean grantingPolicies) {

    AskedServices {
        namespaces = List.copyOf(namespaces);
    }

    static AskedServices of(ListLastAccessedRequest request) {
        return new AskedServices(
                Arrays.asList(Fields.serviceNamespaces("service_namespaces", request.getServiceNamespacesList())),
                request.getIncludeActions(),
                request.getIncludeAccessors(),
                request.getIncludeGrantingPolicies());
    }

    /** The bind service_namespaces; null for all. */
    Binds binds() {
        return new Binds().with("service_namespaces", namespaces.isEmpty() ? null : namespaces.toArray(String[]::new));
    }
}
