package dev.trailtally.report.iamaction;

import java.util.Optional;

/** IAM's names of services for CloudTrail's. */
public final class ServiceNamespaces {

    private ServiceNamespaces() {}

    /** Such as "cloudwatch" for "monitoring.amazonaws.com"; empty for an event source that is not known. */
    public static Optional<String> ofEventSource(String eventSource) {
        var service = ActionTable.SHIPPED.services().get(eventSource);
        return Optional.ofNullable(service).map(ActionTable.Service::namespace);
    }
}
