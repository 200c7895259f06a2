package dev.trailtally.collector.lastaccessed;

import static java.util.Objects.requireNonNullElse;

import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.JobDates;
import dev.trailtally.collector.store.LastAccessedReport;
import dev.trailtally.collector.store.LastAccessedReport.Access;
import dev.trailtally.collector.store.LastAccessedReport.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessDetail;
import software.amazon.awssdk.services.iam.model.GenerateOrganizationsAccessReportRequest;
import software.amazon.awssdk.services.iam.model.GetOrganizationsAccessReportRequest;
import software.amazon.awssdk.services.iam.model.GetOrganizationsAccessReportResponse;

/** Reports of the organization: what was accessed below a root, an organizational unit or in an account. */
final class OrganizationJobs implements JobApi {

    private static final String GENERATE = "iam:GenerateOrganizationsAccessReport";
    private static final String GET = "iam:GetOrganizationsAccessReport";

    private final IamRequests requests;

    OrganizationJobs(IamRequests requests) {
        this.requests = requests;
    }

    /** An entity path, and behind a # a policy, as the table has it. */
    static String arn(String entityPath, String policyId) {
        return policyId.isEmpty() ? entityPath : entityPath + "#" + policyId;
    }

    @Override
    public String generateAction() {
        return GENERATE;
    }

    @Override
    public String generate(Job job, IamSession session) throws SourceException, InterruptedException {
        int policy = job.arn().indexOf('#');
        var request = GenerateOrganizationsAccessReportRequest.builder()
                .entityPath(policy < 0 ? job.arn() : job.arn().substring(0, policy))
                .organizationsPolicyId(policy < 0 ? null : job.arn().substring(policy + 1))
                .build();
        return requests.send(session, GENERATE, request, IamClient::generateOrganizationsAccessReport)
                .jobId();
    }

    @Override
    public Outcome read(Job job, String jobId, IamSession session) throws SourceException, InterruptedException {
        var request = GetOrganizationsAccessReportRequest.builder().jobId(jobId).maxItems(Markers.MAX_ITEMS);
        job.countRequest();
        var first = requests.send(session, GET, request.build(), IamClient::getOrganizationsAccessReport);
        return switch (first.jobStatus()) {
            case COMPLETED -> done(job, first, session, request);
            case FAILED -> new Outcome.Failed(Failures.ofJob(first.errorDetails()), dates(first));
            case IN_PROGRESS, UNKNOWN_TO_SDK_VERSION -> new Outcome.InProgress(dates(first));
        };
    }

    private static JobDates dates(GetOrganizationsAccessReportResponse response) {
        return new JobDates(response.jobCreationDate(), response.jobCompletionDate());
    }

    private Outcome done(
            Job job,
            GetOrganizationsAccessReportResponse first,
            IamSession session,
            GetOrganizationsAccessReportRequest.Builder request)
            throws SourceException, InterruptedException {
        var services = new ArrayList<Service>();
        Markers.walk(
                GET,
                marker -> marker == null
                        ? first
                        : page(job, session, request.marker(marker).build()),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> services.addAll(services(page.accessDetails())));
        var report = new LastAccessedReport(
                first.jobCreationDate(),
                requireNonNullElse(first.jobCompletionDate(), first.jobCreationDate()),
                false,
                services,
                null,
                null);
        return new Outcome.Done(report, null);
    }

    private GetOrganizationsAccessReportResponse page(
            Job job, IamSession session, GetOrganizationsAccessReportRequest request)
            throws SourceException, InterruptedException {
        job.countRequest();
        return requests.send(session, GET, request, IamClient::getOrganizationsAccessReport);
    }

    private static List<Service> services(List<AccessDetail> details) {
        return details.stream()
                .map(detail -> new Service(
                        detail.serviceNamespace(),
                        detail.serviceName(),
                        access(detail.lastAuthenticatedTime(), detail),
                        requireNonNullElse(detail.totalAuthenticatedEntities(), 0),
                        List.of()))
                .toList();
    }

    private static Access access(@Nullable Instant time, AccessDetail detail) {
        return time == null ? Access.NONE : new Access(time, detail.entityPath(), detail.region());
    }
}
