package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Xml;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Last-accessed data of the organization, for its management account. */
final class OrganizationReports {

    private static final Comparator<OrganizationAccess> BY_NAMESPACE =
            Comparator.comparing(OrganizationAccess::serviceNamespace);
    private static final Comparator<OrganizationAccess> BY_TIME = Comparator.comparing(
                    OrganizationAccess::lastAuthenticatedTime,
                    Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(BY_NAMESPACE);
    private static final Map<String, Comparator<OrganizationAccess>> SORTINGS = Map.of(
            "SERVICE_NAMESPACE_ASCENDING",
            BY_NAMESPACE,
            "SERVICE_NAMESPACE_DESCENDING",
            BY_NAMESPACE.reversed(),
            "LAST_AUTHENTICATED_TIME_ASCENDING",
            BY_TIME,
            "LAST_AUTHENTICATED_TIME_DESCENDING",
            BY_TIME.reversed());

    private final IamSettings settings;
    private final OrganizationTree tree;
    private final Pages pages;
    private final Jobs<OrganizationAccess> jobs;
    private final InstantSource clock;

    OrganizationReports(IamSettings settings, OrganizationTree tree, Pages pages, InstantSource clock) {
        this.settings = settings;
        this.tree = tree;
        this.pages = pages;
        this.jobs = new Jobs<>(settings, clock);
        this.clock = clock;
    }

    void generate(Xml xml, SignedRequest request, Parameters parameters) {
        var path = parameters.required("EntityPath");
        if (path.length() > 427 || !path.matches("o-[0-9a-z]{10,32}/r-[0-9a-z]{4,32}[0-9a-z-/]*")) {
            throw Parameters.unsatisfied("EntityPath", path, "Member must satisfy regular expression pattern");
        }
        if (jobs.running(request.caller().account()) >= settings.runningReports()) {
            throw new AwsException(
                    409, "ReportGenerationLimitExceeded", "The maximum number of reports is already running.");
        }
        var rows = rows(path, parameters.find("OrganizationsPolicyId").orElse(null));
        xml.element("JobId", jobs.make(path, false, request, rows).id());
    }

    /** Computed once, when first requested. */
    Supplier<List<OrganizationAccess>> rows(String path, @Nullable String policyId) {
        if (!tree.has(path)) {
            throw Listings.noSuchEntity("EntityPath " + path + " is not found.");
        }
        var allowed = policyId == null
                ? Set.<String>of()
                : settings.serviceControlPolicies().get(policyId);
        if (allowed == null) {
            throw Listings.noSuchEntity("OrganizationsPolicyId " + policyId + " is not found.");
        }
        var accesses = tree.accesses(path, allowed);
        return () -> accesses;
    }

    void report(Xml xml, SignedRequest request, Parameters parameters) {
        var job = jobs.require(parameters.jobId(), request);
        var status = job.status(clock.instant());
        xml.element("JobStatus", status.name()).element("JobCreationDate", job.createdAt());
        switch (status) {
            case IN_PROGRESS -> xml.element("IsTruncated", "false");
            case FAILED -> {
                xml.element("JobCompletionDate", job.endsAt()).element("IsTruncated", "false");
                IamApi.jobError(xml, "ErrorDetails");
            }
            case COMPLETED -> {
                xml.element("JobCompletionDate", job.endsAt());
                completed(xml, parameters, job);
            }
        }
    }

    private void completed(Xml xml, Parameters parameters, Job<OrganizationAccess> job) {
        var names = List.copyOf(SORTINGS.keySet());
        var sorting = parameters.find("SortKey").map(key -> parameters.choice("SortKey", names));
        var order = sorting.map(SORTINGS::get).orElse(BY_NAMESPACE);
        var rows = job.rows().get().stream().sorted(order).toList();
        var unused =
                rows.stream().filter(row -> row.lastAuthenticatedTime() == null).count();
        xml.element("NumberOfServicesAccessible", rows.size());
        xml.element("NumberOfServicesNotAccessed", unused);
        var asked = Pages.Asked.of(parameters, job.account(), job.id(), sorting.orElse(""));
        pages.write(xml, "AccessDetails", asked, rows, OrganizationReports::access);
    }

    private static void access(Xml xml, OrganizationAccess access) {
        xml.element("ServiceName", access.serviceName()).element("ServiceNamespace", access.serviceNamespace());
        xml.optional("Region", access.region()).optional("EntityPath", access.entityPath());
        xml.optional("LastAuthenticatedTime", access.lastAuthenticatedTime());
        if (access.totalAuthenticatedEntities() > 0) {
            xml.element("TotalAuthenticatedEntities", access.totalAuthenticatedEntities());
        }
    }
}
