package dev.trailtally.collector.api;

import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.ListLastAccessedJobsRequest;
import dev.trailtally.collector.v1.ListLastAccessedJobsResponse;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.BoundedPage;
import dev.trailtally.rpc.OptionalFields;
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
        var next = page.fill(
                request,
                rows,
                row -> scan.accounts().masked(job(row)),
                row -> List.of(Long.toString(row.accountId()), row.arn()));
        return ListLastAccessedJobsResponse.newBuilder()
                .setHiddenAccountCount(scan.hiddenAccounts())
                .addAllJobs(page.messages())
                .setNextPageToken(next)
                .build();
    }

    private static String state(JobState state, int number) {
        return switch (state) {
            case JOB_STATE_UNSPECIFIED -> "";
            case JOB_STATE_PENDING, JOB_STATE_RUNNING, JOB_STATE_DONE, JOB_STATE_FAILED, JOB_STATE_CANCELLED ->
                state.name().substring("JOB_STATE_".length()).toLowerCase(Locale.ROOT);
            case UNRECOGNIZED -> throw RpcErrors.invalidArgument("state", "must be a state of a job, found " + number);
        };
    }

    private static LastAccessedJob job(LastAccessedJobs.Row row) {
        var job = LastAccessedJob.newBuilder()
                .setAccountId(AccountIds.format(row.accountId()))
                .setArn(row.arn())
                .setEntityType(
                        EntityType.valueOf("ENTITY_TYPE_" + row.entityType().toUpperCase(Locale.ROOT)))
                .setGranularity(
                        Granularity.valueOf("GRANULARITY_" + row.granularity().toUpperCase(Locale.ROOT) + "_LEVEL"))
                .setState(JobState.valueOf("JOB_STATE_" + row.state().toUpperCase(Locale.ROOT)))
                .setGenerateCount(row.generateCount())
                .setRequestCount(row.requestCount())
                .setServiceCount(row.serviceCount());
        OptionalFields.set(row.jobId(), job::setJobId);
        OptionalFields.set(row.failureCode(), job::setFailureCode);
        OptionalFields.set(row.failureMessage(), job::setFailureMessage);
        OptionalFields.set(row.nextStep(), job::setNextStep);
        OptionalFields.setTime(row.jobCreationDate(), job::setJobCreationDate);
        OptionalFields.setTime(row.jobCompletionDate(), job::setJobCompletionDate);
        OptionalFields.setTime(row.finishedAt(), job::setFinishTime);
        return job.build();
    }

    private record JobKey(long accountId, String arn) {

        static JobKey of(List<String> row) {
            return new JobKey(Long.parseLong(row.get(0)), row.get(1));
        }
    }
}
