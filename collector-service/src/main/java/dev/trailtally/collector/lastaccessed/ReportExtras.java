package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.AwsFailures;
import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.IamEntity;
import dev.trailtally.collector.store.LastAccessedReport;
import dev.trailtally.collector.store.LastAccessedReport.Accessor;
import dev.trailtally.collector.store.LastAccessedReport.Grant;
import dev.trailtally.collector.store.LastAccessedReport.Service;
import dev.trailtally.collector.v1.LastAccessedSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityDetails;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsWithEntitiesRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsWithEntitiesResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessEntry;
import software.amazon.awssdk.services.iam.model.ListPoliciesGrantingServiceAccessRequest;
import software.amazon.awssdk.services.iam.model.PolicyGrantingServiceAccess;

/**
 * What a scan asks for besides the report itself: who can use a service and when they did, and which policies grant it.
 */
final class ReportExtras {

    private static final String WITH_ENTITIES = "iam:GetServiceLastAccessedDetailsWithEntities";
    private static final String GRANTING = "iam:ListPoliciesGrantingServiceAccess";
    private static final int MAX_NAMESPACES = 200;

    private final IamRequests requests;
    private final boolean withEntities;
    private final boolean granting;
    private final Refusals refusals = new Refusals();

    ReportExtras(IamRequests requests, LastAccessedSource source) {
        this.requests = requests;
        this.withEntities = source.getWithEntities();
        this.granting = source.getGrantingPolicies();
    }

    /**
     * The report with what else is requested. If that is missing, the outcome says why, and the report is still kept.
     */
    Outcome.Done added(Job job, String jobId, IamSession session, LastAccessedReport report)
            throws SourceException, InterruptedException {
        List<Accessor> accessors = null;
        List<Grant> grants = null;
        SourceException missing = null;
        try {
            accessors = hasAccessors(job.type()) ? accessors(job, jobId, session, report) : null;
        } catch (SourceException e) {
            if (e.code().equals("NoSuchEntity")) {
                throw e; // the job is gone
            }
            missing = orThrow(job, WITH_ENTITIES, e);
        } catch (RuntimeException e) {
            missing = IamRequests.notUnderstood(job, e);
        }
        try {
            grants = hasGrants(job.type()) ? grants(job, report) : null;
        } catch (SourceException e) {
            missing = Failures.joined(missing, orThrow(job, GRANTING, e));
        } catch (RuntimeException e) {
            missing = Failures.joined(missing, IamRequests.notUnderstood(job, e));
        }
        return new Outcome.Done(
                new LastAccessedReport(
                        report.jobCreationDate(),
                        report.jobCompletionDate(),
                        report.actionLevel(),
                        report.services(),
                        accessors,
                        grants),
                missing);
    }

    /** Throws if other credentials can still read it; otherwise returns the failure. */
    private SourceException orThrow(Job job, String action, SourceException e) throws SourceException {
        if (AwsFailures.isExpiredCredentials(e)) {
            throw e;
        }
        refusals.failed(action, job.arn(), e);
        return e;
    }

    private boolean hasAccessors(IamEntity.Type type) {
        return withEntities
                && switch (type) {
                    case GROUP, CUSTOMER_MANAGED_POLICY, AWS_MANAGED_POLICY -> true;
                    case USER, ROLE, ORGANIZATIONS_ENTITY -> false;
                };
    }

    private boolean hasGrants(IamEntity.Type type) {
        return granting
                && switch (type) {
                    case USER, ROLE, GROUP -> true;
                    case CUSTOMER_MANAGED_POLICY, AWS_MANAGED_POLICY, ORGANIZATIONS_ENTITY -> false;
                };
    }

    private List<Accessor> accessors(Job job, String jobId, IamSession session, LastAccessedReport report)
            throws SourceException, InterruptedException {
        throwVerdict(WITH_ENTITIES);
        var accessors = new ArrayList<Accessor>();
        for (var service : report.services()) {
            addAccessors(job, jobId, session, service.namespace(), accessors);
        }
        return accessors;
    }

    private void throwVerdict(String action) throws SourceException {
        var verdict = refusals.verdict(action);
        if (verdict != null) {
            throw verdict;
        }
    }

    private void addAccessors(Job job, String jobId, IamSession session, String namespace, List<Accessor> accessors)
            throws SourceException, InterruptedException {
        var request = GetServiceLastAccessedDetailsWithEntitiesRequest.builder()
                .jobId(jobId)
                .serviceNamespace(namespace)
                .maxItems(Markers.MAX_ITEMS);
        Markers.walk(
                WITH_ENTITIES,
                marker -> page(job, session, request.marker(marker).build()),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> page.entityDetailsList().stream()
                        .map(details -> accessor(namespace, details))
                        .filter(Objects::nonNull)
                        .forEach(accessors::add));
    }

    private GetServiceLastAccessedDetailsWithEntitiesResponse page(
            Job job, IamSession session, GetServiceLastAccessedDetailsWithEntitiesRequest request)
            throws SourceException, InterruptedException {
        job.countRequest();
        var page = requests.send(session, WITH_ENTITIES, request, IamClient::getServiceLastAccessedDetailsWithEntities);
        if (page.jobStatus() == JobStatusType.FAILED) {
            throw Failures.ofJob(page.error());
        }
        refusals.allowed(WITH_ENTITIES);
        return page;
    }

    private static @Nullable Accessor accessor(String namespace, EntityDetails details) {
        var entity = details.entityInfo();
        return entity == null || entity.arn() == null
                ? null
                : new Accessor(
                        namespace,
                        entity.arn(),
                        lower(entity.typeAsString()),
                        Objects.requireNonNullElse(entity.name(), ""),
                        details.lastAuthenticated());
    }

    private List<Grant> grants(Job job, LastAccessedReport report) throws SourceException, InterruptedException {
        throwVerdict(GRANTING);
        var namespaces =
                report.services().stream().map(Service::namespace).distinct().toList();
        var grants = new ArrayList<Grant>();
        for (int from = 0; from < namespaces.size(); from += MAX_NAMESPACES) {
            var asked = namespaces.subList(from, Math.min(namespaces.size(), from + MAX_NAMESPACES));
            addGrants(job, asked, grants);
        }
        return grants;
    }

    /** Not bound to the job, so that any credentials may ask. */
    private void addGrants(Job job, List<String> namespaces, List<Grant> grants)
            throws SourceException, InterruptedException {
        var asked = new HashSet<>(namespaces);
        var request = ListPoliciesGrantingServiceAccessRequest.builder()
                .arn(job.arn())
                .serviceNamespaces(namespaces);
        Markers.walk(
                GRANTING,
                marker -> {
                    job.countRequest();
                    return requests.send(
                            GRANTING, request.marker(marker).build(), IamClient::listPoliciesGrantingServiceAccess);
                },
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> {
                    refusals.allowed(GRANTING);
                    page.policiesGrantingServiceAccess().stream()
                            .filter(entry -> asked.contains(entry.serviceNamespace()))
                            .forEach(entry -> add(entry, grants));
                });
    }

    private static void add(ListPoliciesGrantingServiceAccessEntry entry, List<Grant> grants) {
        for (var policy : entry.policies()) {
            grants.add(grant(entry.serviceNamespace(), policy));
        }
    }

    private static Grant grant(String namespace, PolicyGrantingServiceAccess policy) {
        return new Grant(
                namespace,
                lower(policy.policyTypeAsString()),
                Objects.requireNonNullElse(policy.policyArn(), ""),
                Objects.requireNonNullElse(policy.policyName(), ""),
                lower(policy.entityTypeAsString()),
                Objects.requireNonNullElse(policy.entityName(), ""));
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
