package dev.trailtally.report.entity;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.EntityListing;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.OptionalFields;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Reads which IAM data of accounts was collected, and what failed. */
final class AccessCoverages {

    private static final Sql COVERAGE = new Sql("""
            select
              asked.account_id,
              account.account_name,
              entity.*,
              job.failed_job_count,
              unit.state,
              unit.failure_code,
              unit.failure_message,
              unit.next_step,
              unit.finished_at,
              organization.state as organization_state,
              organization.failure_code as organization_failure_code,
              organization.failure_message as organization_failure_message,
              organization.next_step as organization_next_step,
              organization.finished_at as organization_finished_at
            from unnest(:account_ids::bigint[]) as asked (account_id)
            left join account on account.account_id = asked.account_id
            cross join lateral (
              select
                count(*) as entity_count,
                count(service_generated_at) as evaluated_count,
                count(*) - count(service_generated_at) as not_evaluated_count,
                min(service_generated_at) as oldest_generated_time,
                max(service_generated_at) as newest_generated_time
              from iam_entity
              where iam_entity.account_id = asked.account_id
              and deleted_at is null
            ) entity
            cross join lateral (
              select count(*) as failed_job_count
              from last_accessed_job job
              join iam_entity on iam_entity.account_id = job.account_id and iam_entity.entity_id = job.entity_id
              where job.account_id = asked.account_id
              and job.state in ('failed', 'cancelled')
              and iam_entity.deleted_at is null
              and not exists (
                select
                from last_accessed_job newer
                where newer.account_id = job.account_id
                and newer.entity_id = job.entity_id
                and (newer.asked_at, newer.scan_id) > (job.asked_at, job.scan_id)
              )
            ) job
            left join lateral (
              select state, failure_code, failure_message, next_step, finished_at
              from scan_unit
              where scan_unit.account_id = asked.account_id
              and start_time is null
              and region <> 'organization'
              order by unit_id desc
              limit 1
            ) unit on true
            left join lateral (
              select state, failure_code, failure_message, next_step, finished_at
              from scan_unit
              where scan_unit.account_id = asked.account_id
              and start_time is null
              and region = 'organization'
              order by unit_id desc
              limit 1
            ) organization on true
            order by asked.account_id
            """);

    private static final Sql LISTINGS = new Sql("""
            select account_id, entity_type, listed_at as listing_time
            from iam_listing
            where account_id = any(:account_ids)
            """);

    private AccessCoverages() {}

    static List<AccessCoverage> of(Snapshot snapshot, long[] accountIds) throws SQLException {
        var binds = new Binds().with("account_ids", accountIds);
        var listing = MessageRow.of(EntityListing.getDefaultInstance());
        var coverage = MessageRow.of(AccessCoverage.getDefaultInstance());
        var listings = snapshot
                .list(LISTINGS, binds, row -> new Listing(row.number("account_id"), listing.read(row.columns())))
                .stream()
                .sorted(comparingInt(listed -> listed.message().getEntityTypeValue()))
                .collect(groupingBy(Listing::accountId, mapping(Listing::message, toList())));
        var visible = snapshot.visible();
        return snapshot.list(
                COVERAGE, binds, row -> visible.masked(coverage(row, coverage.read(row.columns()), listings)));
    }

    private static AccessCoverage coverage(Row row, AccessCoverage counts, Map<Long, List<EntityListing>> listings)
            throws SQLException {
        long accountId = row.number("account_id");
        var coverage = counts.toBuilder()
                .setAccountId(AccountIds.format(accountId))
                .addAllListings(listings.getOrDefault(accountId, List.of()));
        OptionalFields.set(AccessFailures.ofUnit(row), coverage::setFailure);
        OptionalFields.set(AccessFailures.ofOrganization(row), coverage::setOrganizationFailure);
        return coverage.build();
    }

    private record Listing(long accountId, EntityListing message) {}
}
