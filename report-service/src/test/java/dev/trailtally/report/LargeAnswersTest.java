package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.AccountServiceUsage;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Account 1 has 25,000 rows of usage, account 2 has 100,001; account 3 has 1,500 user agents of 2 KB. */
class LargeAnswersTest {

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.execute("""
                insert into action (event_source, event_name) select 's3.amazonaws.com', 'Call' || n from generate_series(1, 100001) n;
                insert into user_agent (user_agent) select to_char(n, 'fm0000') || repeat('x', 2000) from generate_series(1, 1500) n;
                insert into sighting (
                  account_id, kind, value_ref, event_count, failed_count, first_event_time, last_event_time
                )
                select 3, 'user_agent', id, 2, 1, '2024-01-05Z', '2024-01-06Z' from user_agent where id > 0;
                insert into rollup_account
                select a, 50000, 25000, '2024-01-05Z', '2024-01-06Z', now() from generate_series(1, 3) a;
                analyze
                """);
        fixture.execute(RollupRows.insert("month", "usage", 0, """
                select a, date '2024-01-01', null::text, 0, id, 0, 2, 1, timestamptz '2024-01-05Z', timestamptz '2024-01-06Z'
                from action, generate_series(1, 2) a
                where id between 1 and case a when 1 then 25000 else 100001 end
                """));
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void anAccountOfManyRowsComesInSeveralMessagesOneBehindTheOther() {
        var stream = streamed();
        var messages = stream.stream()
                .filter(message -> message.getAccount().getAccountId().equals("000000000001"))
                .toList();
        int first = stream.indexOf(messages.getFirst());

        assertThat(stream.subList(first, first + 3)).isEqualTo(messages);
        assertThat(messages)
                .extracting(message -> message.getAccount().getServiceUsageCount())
                .containsExactly(10_000, 10_000, 5_000);
        assertThat(messages)
                .extracting(message -> message.getAccount().getContinued())
                .containsExactly(true, true, false);
        assertThat(messages)
                .extracting(message -> message.getAccount().hasScope())
                .containsExactly(true, false, false);
        assertThat(messages.stream()
                        .map(StreamServiceUsageResponse::getAccount)
                        .map(AccountServiceUsage::getServiceUsageList)
                        .flatMap(List::stream))
                .isEqualTo(listed());
    }

    @Test
    void anAccountOfAnyNumberOfRowsIsWholeAndCounted() {
        var stream = streamed();

        assertThat(stream).noneMatch(StreamServiceUsageResponse::hasFailure);
        assertThat(stream.stream()
                        .map(StreamServiceUsageResponse::getAccount)
                        .filter(account -> account.getAccountId().equals("000000000002"))
                        .mapToInt(AccountServiceUsage::getServiceUsageCount))
                .containsExactly(10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 1);
        var totals = stream.getLast().getTotals();
        assertThat(totals.getAnsweredCount()).isEqualTo(3);
        assertThat(totals.getEventCount()).isEqualTo(250_002);
        assertThat(totals.getFailedEventCount()).isEqualTo(125_001);
    }

    @Test
    void aPageOfLongSightingsEndsAfterTwoMebibytes() {
        var request = ListSightingsRequest.newBuilder()
                .setKind(SightingKind.SIGHTING_KIND_USER_AGENT)
                .setValue("*")
                .setPageSize(10_000);
        var joined = new ArrayList<Sighting>();
        int pages = 0;
        do {
            var page = service.organization().listSightings(request.build());
            assertThat(page.getSerializedSize()).isLessThan((2 << 20) + 10_000);
            assertThat(page.getTotalEventCount()).isEqualTo(3_000);
            joined.addAll(page.getSightingsList());
            request.setPageToken(page.getNextPageToken());
            pages++;
        } while (!request.getPageToken().isEmpty());

        assertThat(pages).isEqualTo(2);
        assertThat(joined)
                .extracting(Sighting::getValue)
                .hasSize(1_500)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static List<StreamServiceUsageResponse> streamed() {
        var messages = new ArrayList<StreamServiceUsageResponse>();
        service.organization()
                .streamServiceUsage(StreamServiceUsageRequest.getDefaultInstance())
                .forEachRemaining(messages::add);
        return messages;
    }

    private static List<ServiceUsage> listed() {
        var rows = new ArrayList<ServiceUsage>();
        var request = ListServiceUsageRequest.newBuilder()
                .setAccountId("000000000001")
                .setPageSize(4_000);
        do {
            var page = service.reports().listServiceUsage(request.build());
            rows.addAll(page.getServiceUsageList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return rows;
    }
}
