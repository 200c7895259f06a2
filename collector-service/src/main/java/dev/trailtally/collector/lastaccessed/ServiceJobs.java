package dev.trailtally.collector.lastaccessed;

import static java.util.Objects.requireNonNullElse;

import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.JobDates;
import dev.trailtally.collector.store.LastAccessedReport;
import dev.trailtally.collector.store.LastAccessedReport.Access;
import dev.trailtally.collector.store.LastAccessedReport.Action;
import dev.trailtally.collector.store.LastAccessedReport.Service;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.GenerateServiceLastAccessedDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.ServiceLastAccessed;

/** Jobs about users, roles, groups and policies. */
final class ServiceJobs implements JobApi {

    private static final String GENERATE = "iam:GenerateServiceLastAccessedDetails";
    private static final String GET = "iam:GetServiceLastAccessedDetails";

    private final IamRequests requests;
    private final ReportExtras extras;

    ServiceJobs(IamRequests requests, ReportExtras extras) {
        this.requests = requests;
        this.extras = extras;
    }

    @Override
    public String generateAction() {
        return GENERATE;
    }

    @Override
    public String generate(Job job, IamSession session) throws SourceException, InterruptedException {
        var request = GenerateServiceLastAccessedDetailsRequest.builder()
                .arn(job.arn())
                .granularity(
                        job.actionLevel()
                                ? AccessAdvisorUsageGranularityType.ACTION_LEVEL
                                : AccessAdvisorUsageGranularityType.SERVICE_LEVEL)
                .build();
        return requests.send(session, GENERATE, request, IamClient::generateServiceLastAccessedDetails)
                .jobId();
    }

    @Override
    public Outcome read(Job job, String jobId, IamSession session) throws SourceException, InterruptedException {
        var request =
                GetServiceLastAccessedDetailsRequest.builder().jobId(jobId).maxItems(Markers.MAX_ITEMS);
        var first = page(job, session, request.build());
        return switch (first.jobStatus()) {
            case COMPLETED -> done(job, jobId, session, first);
            case FAILED -> new Outcome.Failed(Failures.ofJob(first.error()), dates(first));
            case IN_PROGRESS, UNKNOWN_TO_SDK_VERSION -> new Outcome.InProgress(dates(first));
        };
    }

    private GetServiceLastAccessedDetailsResponse page(
            Job job, IamSession session, GetServiceLastAccessedDetailsRequest request)
            throws SourceException, InterruptedException {
        job.countRequest();
        return requests.send(session, GET, request, IamClient::getServiceLastAccessedDetails);
    }

    private static JobDates dates(GetServiceLastAccessedDetailsResponse response) {
        return new JobDates(response.jobCreationDate(), response.jobCompletionDate());
    }

    private Outcome done(Job job, String jobId, IamSession session, GetServiceLastAccessedDetailsResponse first)
            throws SourceException, InterruptedException {
        var services = new ArrayList<Service>();
        var request =
                GetServiceLastAccessedDetailsRequest.builder().jobId(jobId).maxItems(Markers.MAX_ITEMS);
        Markers.walk(
                GET,
                marker -> marker == null
                        ? first
                        : page(job, session, request.marker(marker).build()),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> services.addAll(page.servicesLastAccessed().stream()
                        .map(ServiceJobs::service)
                        .toList()));
        var report = new LastAccessedReport(
                first.jobCreationDate(),
                requireNonNullElse(first.jobCompletionDate(), first.jobCreationDate()),
                job.actionLevel(),
                services,
                null,
                null);
        return extras.added(job, jobId, session, report);
    }

    private static Service service(ServiceLastAccessed service) {
        var actions = service.trackedActionsLastAccessed().stream()
                .map(action -> new Action(
                        action.actionName(),
                        access(action.lastAccessedTime(), action.lastAccessedEntity(), action.lastAccessedRegion())))
                .toList();
        return new Service(
                service.serviceNamespace(),
                service.serviceName(),
                access(
                        service.lastAuthenticated(),
                        service.lastAuthenticatedEntity(),
                        service.lastAuthenticatedRegion()),
                requireNonNullElse(service.totalAuthenticatedEntities(), 0),
                actions);
    }

    private static Access access(@Nullable Instant time, @Nullable String entity, @Nullable String region) {
        return time == null ? Access.NONE : new Access(time, entity, region);
    }
}
