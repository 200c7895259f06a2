package dev.trailtally.report.sighting;

import static java.util.Objects.requireNonNull;

import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.organization.Organization;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshots;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListFirstSightingsResponse;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.rpc.BoundedPage;
import dev.trailtally.rpc.PageToken;
import dev.trailtally.rpc.RpcErrors;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** ListFirstSightings: what is new since a time. */
@Singleton
public final class FirstSightingList {

    private static final int DEFAULT_PAGE_SIZE = 1_000;
    private static final int MAX_PAGE_SIZE = 10_000;
    private static final List<SightingKind> DEFAULT_KINDS = List.of(
            SightingKind.SIGHTING_KIND_SERVICE,
            SightingKind.SIGHTING_KIND_REGION,
            SightingKind.SIGHTING_KIND_PRINCIPAL,
            SightingKind.SIGHTING_KIND_USER_AGENT,
            SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS);

    // Each kind is read in the order of its index until the page is full. Whether another account was earlier is a
    // probe for the first sighting of the value; as an anti join it would read all sightings. The probe does not depend
    // on the account, and coalesce keeps the comparison out of it, so that each value is probed once (Memoize).
    // Without "offset 0", it would look for the value among all sightings of the kind, in the order of their time.
    // Nothing is earlier than the first, so ">=" means "=": for "=" the planner would expect no rows, and sort all
    // instead of reading in order.
    private static final Sql FIRST_SIGHTINGS = new Sql("""
            select asked.number, first.*
            from unnest(:kinds::text[], :numbers::integer[]) as asked (kind, number)
            cross join lateral (
              select
                s.account_id,
                text.value collate "C" as value,
                s.event_count,
                s.failed_count,
                s.first_event_time,
                s.last_event_time
              from sighting s
              left join lateral (
                select min(first_event_time) as first_event_time
                from (
                  select earliest.first_event_time
                  from sighting earliest
                  where :new_to_all_accounts
                  and earliest.kind = s.kind
                  and earliest.value_ref = s.value_ref
                  and earliest.account_id = any(:account_ids)
                  offset 0
                ) of_value
              ) anywhere on true
              cross join lateral (
                select source_ip_address as value from source_ip where asked.kind = 'source_ip' and id = s.value_ref
                union all
                select user_agent from user_agent where asked.kind = 'user_agent' and id = s.value_ref
                union all
                select principal_key from principal_key where asked.kind = 'principal' and id = s.value_ref
                union all
                select event_source from event_source where asked.kind = 'event_source' and id = s.value_ref
                union all
                select region from region where asked.kind = 'region' and id = s.value_ref
              ) text
              where s.kind = asked.kind
              and s.first_event_time between :since_time and :last_time
              and s.account_id = any(:account_ids)
              and (
                s.first_event_time < :last_time
                or (s.account_id, asked.number, text.value collate "C") > (:last_account_id, :last_number, :last_value)
              )
              and coalesce(anywhere.first_event_time, s.first_event_time) >= s.first_event_time
              order by s.first_event_time desc, s.account_id, text.value collate "C"
              limit :limit
            ) first
            order by first.first_event_time desc, first.account_id, asked.number, first.value
            limit :limit
            """);

    private final Snapshots snapshots;

    FirstSightingList(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    public ListFirstSightingsResponse list(ListFirstSightingsRequest request) {
        var accounts = AskedAccounts.of(request.getAccounts());
        if (!request.hasSinceTime()) {
            throw RpcErrors.invalidArgument("since_time", "absent; a time is required");
        }
        var since = AskedInterval.second("since_time", request.getSinceTime());
        int pageSize = PageToken.size(request, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
        var kinds = kinds(request).stream().collect(Collectors.partitioningBy(Kinds::isText));
        var after = FirstSightingKey.of(request);
        var asked = after.binds().with("since_time", since).with("new_to_all_accounts", request.getNewToAllAccounts());
        return snapshots.read(snapshot -> {
            var organization = Organization.of(snapshot, accounts);
            asked.with("account_ids", organization.accountIds());
            Row.Reader<Sighting> reader = row -> SightingRows.sighting(organization, kind(row), row);
            var sightings = new ArrayList<Sighting>();
            var references = requireNonNull(kinds.get(false));
            if (!references.isEmpty()) {
                bind(asked, references);
                sightings.addAll(snapshot.list(FIRST_SIGHTINGS, asked.with("limit", pageSize + 1), reader));
            }
            var texts = requireNonNull(kinds.get(true));
            var known = organization.observed(AskedInterval.ABSENT);
            if (!texts.isEmpty() && known != null) {
                bind(asked, texts);
                sightings.addAll(FirstTexts.list(snapshot, asked, after, known, since, pageSize + 1, reader));
            }
            sightings.sort(FirstSightingKey.ORDER);
            var page = new BoundedPage<Sighting>(pageSize);
            var next = page.fill(request, sightings, Function.identity(), FirstSightingKey::token);
            return ListFirstSightingsResponse.newBuilder()
                    .setScope(organization.scope(known))
                    .addAllSightings(page.messages())
                    .setNextPageToken(next)
                    .build();
        });
    }

    private static void bind(Binds binds, List<SightingKind> kinds) {
        binds.with("kinds", kinds.stream().map(Kinds::column).toArray(String[]::new))
                .with(
                        "numbers",
                        kinds.stream().mapToInt(SightingKind::getNumber).toArray());
    }

    private static List<SightingKind> kinds(ListFirstSightingsRequest request) {
        for (int i = 0; i < request.getKindsCount(); i++) {
            var field = "kinds[%d]".formatted(i);
            if (Fields.known(field, request.getKinds(i), request.getKindsValue(i))
                    == SightingKind.SIGHTING_KIND_UNSPECIFIED) {
                throw RpcErrors.invalidArgument(field, "SIGHTING_KIND_UNSPECIFIED; a kind is required");
            }
        }
        return request.getKindsCount() == 0
                ? DEFAULT_KINDS
                : request.getKindsList().stream().distinct().toList();
    }

    private static SightingKind kind(Row row) throws SQLException {
        var kind = SightingKind.forNumber(row.reference("number"));
        return kind == null ? SightingKind.UNRECOGNIZED : kind;
    }
}
