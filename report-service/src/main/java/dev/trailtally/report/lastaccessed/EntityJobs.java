package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.entity.AccessFailures;
import dev.trailtally.report.entity.Entities;
import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.Evaluation;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.OptionalFields;
import dev.trailtally.rpc.RpcTimes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The result of the newest job of each entity, and the period of its newest report. */
final class EntityJobs {

    // AWS source: IAM User Guide, "Refine permissions using last accessed information".
    private static final Duration TRACKED = Duration.ofDays(400);
    private static final Duration BEHIND = Duration.ofHours(4);

    private static final Sql NEWEST = new Sql("""
            select job.*
            from unnest(:account_ids::bigint[], :entity_ids::bigint[])
              with ordinality as asked (account_id, entity_id, position)
            left join lateral (
              select granularity, state, job_creation_date, job_completion_date, failure_code, failure_message, next_step,
                finished_at
              from last_accessed_job
              where last_accessed_job.account_id = asked.account_id
              and last_accessed_job.entity_id = asked.entity_id
              order by asked_at desc, scan_id desc
              limit 1
            ) job on true
            order by asked.position
            """);

    private EntityJobs() {}

    static List<EntityLastAccessed.Builder> newest(Snapshot snapshot, List<StoredEntity> entities) throws SQLException {
        var next = entities.iterator();
        return snapshot.list(NEWEST, Entities.binds(entities), row -> addJob(message(next.next()), row));
    }

    private static EntityLastAccessed.Builder message(StoredEntity entity) {
        var message = EntityLastAccessed.newBuilder()
                .setAccountId(AccountIds.format(entity.accountId()))
                .setEntity(entity.message())
                .setEvaluation(Evaluation.EVALUATION_NOT_EVALUATED);
        var services = entity.serviceGeneratedAt();
        if (services != null) {
            message.setEvaluation(Evaluation.EVALUATION_EVALUATED)
                    .setGeneratedTime(RpcTimes.timestamp(services))
                    .setTrackedFrom(RpcTimes.timestamp(services.minus(TRACKED)))
                    .setCompleteUntil(RpcTimes.timestamp(services.minus(BEHIND)));
        }
        OptionalFields.setTime(entity.actionGeneratedAt(), message::setActionsGeneratedTime);
        OptionalFields.setTime(entity.grantingListedAt(), message::setGrantingPoliciesTime);
        OptionalFields.setTime(entity.accessorsGeneratedAt(), message::setAccessorsTime);
        return message;
    }

    private static EntityLastAccessed.Builder addJob(EntityLastAccessed.Builder message, Row job) throws SQLException {
        var state = job.textOrNull("state");
        if (state == null) {
            return message;
        }
        message.setJobStatus(status(state)).setJobType(job.text("granularity").toUpperCase(Locale.ROOT) + "_LEVEL");
        OptionalFields.setTime(job.timeOrNull("job_creation_date"), message::setJobCreationDate);
        OptionalFields.setTime(job.timeOrNull("job_completion_date"), message::setJobCompletionDate);
        OptionalFields.set(AccessFailures.ofJob(job), message::setError);
        return message;
    }

    private static String status(String state) {
        return switch (state) {
            case "done" -> "COMPLETED";
            case "pending", "running" -> "IN_PROGRESS";
            default -> "FAILED";
        };
    }
}
