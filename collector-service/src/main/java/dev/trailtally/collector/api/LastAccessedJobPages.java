package dev.trailtally.collector.api;

import static dev.trailtally.collector.api.Values.timestamp;
import static java.util.Objects.requireNonNullElse;

import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.ListLastAccessedJobsRequest;
import dev.trailtally.collector.v1.ListLastAccessedJobsResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.BoundedPage;
import dev.trailtally.rpc.PageToken;
import dev.trailtally.rpc.RpcErrors;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/** Lists last-accessed jobs as messages. */
@Singleton
final class LastAccessedJobPages {

    private final LastAccessedJobs jobs;

    LastAccessedJobPages(LastAccessedJobs jobs) {
        this.jobs = jobs;
    }

    /** @param scan that of the request */
    ListLastAccessedJobsResponse page(VisibleScan scan, ListLastAccessedJobsRequest request) {
        var scanId = scan.scanId();
        var size = PageToken.size(request, 1_000, 10_000);
        var onlyAccount =
                request.getAccountId().isEmpty() ? -1 : AccountIds.parse("account_id", request.getAccountId());
        var onlyState = state(request.getState(), request.getStateValue());
        var after = PageToken.key(request, 2, new JobKey(-1, ""), JobKey::of);
        var rows = jobs.after(scanId, scan.visible(), onlyAccount, onlyState, after.accountId(), after.arn(), size + 1);
        var page = new BoundedPage<LastAccessedJob>(size);
        var last = page.fill(rows, LastAccessedJobPages::job);
        var response = ListLastAccessedJobsResponse.newBuilder()
                .setHiddenAccountCount(scan.hiddenAccounts())
                .addAllJobs(page.messages());
        if (page.isCut()) {
            response.setNextPageToken(PageToken.after(request, List.of(Long.toString(last.accountId()), last.arn())));
        }
        return scan.accounts().masked(response.build());
    }

    private static String state(JobState state, int number) {
        return switch (state) {
            case JOB_STATE_UNSPECIFIED -> "";
            case JOB_STATE_PENDING -> "pending";
            case JOB_STATE_RUNNING -> "running";
            case JOB_STATE_DONE -> "done";
            case JOB_STATE_FAILED -> "failed";
            case JOB_STATE_CANCELLED -> "cancelled";
            case UNRECOGNIZED -> throw RpcErrors.invalidArgument("state", "must be a state of a job, found " + number);
        };
    }

    private static LastAccessedJob job(LastAccessedJobs.Row row) {
        var job = LastAccessedJob.newBuilder()
                .setAccountId(Values.account(row.accountId()))
                .setArn(row.arn())
                .setEntityType(
                        EntityType.valueOf("ENTITY_TYPE_" + row.entityType().toUpperCase(Locale.ROOT)))
                .setGranularity(
                        Granularity.valueOf("GRANULARITY_" + row.granularity().toUpperCase(Locale.ROOT) + "_LEVEL"))
                .setState(JobState.valueOf("JOB_STATE_" + row.state().toUpperCase(Locale.ROOT)))
                .setJobId(requireNonNullElse(row.jobId(), ""))
                .setGenerateCount(row.generateCount())
                .setRequestCount(row.requestCount())
                .setServiceCount(row.serviceCount())
                .setFailureCode(requireNonNullElse(row.failureCode(), ""))
                .setFailureMessage(requireNonNullElse(row.failureMessage(), ""))
                .setNextStep(requireNonNullElse(row.nextStep(), ""));
        if (row.jobCreationDate() != null) {
            job.setJobCreationDate(timestamp(row.jobCreationDate()));
        }
        if (row.jobCompletionDate() != null) {
            job.setJobCompletionDate(timestamp(row.jobCompletionDate()));
        }
        if (row.finishedAt() != null) {
            job.setFinishTime(timestamp(row.finishedAt()));
        }
        return job.build();
    }

    private record JobKey(long accountId, String arn) {

        static JobKey of(List<String> row) {
            return new JobKey(Long.parseLong(row.get(0)), row.get(1));
        }
    }
}
