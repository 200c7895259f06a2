package dev.trailtally.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountEvents;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamEventsResponse;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.server.transport.TestServer;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("trailtally.audit");

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void leave() {
        log.detachAppender(lines);
    }

    @Test
    void aCallIsOneLineWithItsCallerAndAccounts() {
        try (var server = new TestServer(Map.of(), new Reports(30))) {
            var channel = server.plaintext();
            HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
            list(channel, "000000000001", "not an\nid");
            channel.shutdownNow();
        }
        var line = onlyLine();
        assertThat(String.valueOf(line.remove("address"))).as("address").startsWith("/127.0.0.1:");
        assertThat(Long.parseLong(String.valueOf(line.remove("duration_ms"))))
                .as("duration")
                .isNotNegative();
        assertThat(String.valueOf(line.remove("accounts_returned")))
                .as("accounts returned, listed up to 20")
                .startsWith("[100000000000, ")
                .endsWith(" 100000000019]");
        assertThat(line)
                .hasToString("{accounts_asked=[000000000001, invalid], accounts_asked_count=2, "
                        + "accounts_returned_count=30, caller=anonymous, code=OK, "
                        + "rows=30, rpc=trailtally.report.v1.ReportService/ListAccounts}");
    }

    @Test
    void aRefusedCallHasALineToo() {
        try (var server = new TestServer(
                Map.of(
                        "callers.jwt.issuer",
                        "i",
                        "callers.jwt.audience",
                        "a",
                        "callers.jwt.jwks",
                        "https://127.0.0.1:1/k"),
                new Reports(1))) {
            var channel = server.plaintext();
            assertThatThrownBy(() -> list(channel)).isInstanceOf(StatusRuntimeException.class);
            channel.shutdownNow();
        }
        assertThat(onlyLine())
                .containsEntry("caller", "unknown")
                .containsEntry("code", "UNAUTHENTICATED")
                .containsEntry("rows", 0L);
    }

    @Test
    void aStreamIsOneLineWithTheSumOfItsRows() {
        try (var server = new TestServer(Map.of(), new Streams(true))) {
            var channel = server.plaintext();
            assertThat(stream(channel, "000000000001", "000000000002"))
                    .toIterable()
                    .hasSize(3);
            channel.shutdownNow();
        }
        var line = onlyLine();
        assertThat((Long) line.remove("duration_ms")).as("duration").isNotNegative();
        line.remove("address");
        assertThat(line)
                .hasToString("{accounts_asked=[000000000001, 000000000002], accounts_asked_count=2, "
                        + "accounts_returned=[000000000001, 000000000002], accounts_returned_count=2, "
                        + "caller=anonymous, code=OK, rows=4, "
                        + "rpc=trailtally.report.v1.OrganizationReportService/StreamEvents}");
    }

    @Test
    void aCancelledStreamIsALineWithWhatWasSent() {
        try (var server = new TestServer(Map.of(), new Streams(false))) {
            var channel = server.plaintext();
            var context = Context.current().withCancellation();
            context.run(() -> assertThat(
                            stream(channel, "000000000001").next().getAccount().getEventsCount())
                    .isEqualTo(2));
            context.cancel(null);
            var line = onlyLine();
            assertThat((Long) line.remove("duration_ms")).as("duration").isNotNegative();
            assertThat(line)
                    .containsEntry("code", "CANCELLED")
                    .containsEntry("rows", 2L)
                    .containsEntry("accounts_asked", List.of("000000000001"))
                    .containsEntry("accounts_returned", List.of("000000000001"));
            channel.shutdownNow();
        }
    }

    private static Iterator<StreamEventsResponse> stream(ManagedChannel channel, String... ids) {
        return OrganizationReportServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .streamEvents(StreamEventsRequest.newBuilder()
                        .setAccounts(AccountSelection.newBuilder().addAllAccountIds(List.of(ids)))
                        .build());
    }

    private static void list(ManagedChannel channel, String... ids) {
        ReportServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .listAccounts(ListAccountsRequest.newBuilder()
                        .addAllAccountIds(List.of(ids))
                        .build());
    }

    private Map<String, Object> onlyLine() {
        await().until(() -> !lines.list.isEmpty());
        assertThat(lines.list).as("audit lines").hasSize(1);
        var fields = new TreeMap<String, Object>();
        lines.list.get(0).getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
        return fields;
    }

    /** Two events of one account; then, if it completes, one of another, and the totals. */
    private static final class Streams extends OrganizationReportServiceGrpc.OrganizationReportServiceImplBase {

        private final boolean completing;

        Streams(boolean completing) {
            this.completing = completing;
        }

        @Override
        public void streamEvents(StreamEventsRequest request, StreamObserver<StreamEventsResponse> observer) {
            observer.onNext(events("000000000001", 2));
            if (completing) {
                observer.onNext(events("000000000002", 1));
                observer.onNext(StreamEventsResponse.newBuilder()
                        .setTotals(StreamTotals.getDefaultInstance())
                        .build());
                observer.onCompleted();
            }
        }

        private static StreamEventsResponse events(String account, int count) {
            var events = AccountEvents.newBuilder().setAccountId(account);
            IntStream.range(0, count)
                    .forEach(i -> events.addEvents(Event.newBuilder().setAccountId(account)));
            return StreamEventsResponse.newBuilder().setAccount(events).build();
        }
    }

    private static final class Reports extends ReportServiceGrpc.ReportServiceImplBase {

        private final int accounts;

        Reports(int accounts) {
            this.accounts = accounts;
        }

        @Override
        public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> observer) {
            var answer = ListAccountsResponse.newBuilder();
            IntStream.range(0, accounts)
                    .forEach(i ->
                            answer.addAccounts(Account.newBuilder().setAccountId(Long.toString(100_000_000_000L + i))));
            observer.onNext(answer.build());
            observer.onCompleted();
        }
    }
}
