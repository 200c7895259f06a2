package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.Partition;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ServiceUsage;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReportServiceTest {

    private static final Instant FROM = Instant.parse("2024-02-27T09:00:00Z");
    private static final String ACCOUNT_ID = "000000000012";

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(12, FROM, Duration.ofDays(3)).generate(1, 600));
        fixture.store(2, new RandomEvents(13, FROM, Duration.ofDays(3)).generate(2, 100));
        fixture.rollUp();
        fixture.execute("insert into account (account_id, account_name) values (12, 'Audit'), (14, null)");
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void healthAndReflectionNameTheService() throws Exception {
        var health = HealthGrpc.newBlockingStub(service.channel());
        var ask = HealthCheckRequest.newBuilder()
                .setService(ReportServiceGrpc.SERVICE_NAME)
                .build();
        await().until(() -> health.check(ask).getStatus() == ServingStatus.SERVING);

        var answer = new CompletableFuture<ServerReflectionResponse>();
        var requests = ServerReflectionGrpc.newStub(service.channel()).serverReflectionInfo(new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(answer.get().getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains(ReportServiceGrpc.SERVICE_NAME, AccessServiceGrpc.SERVICE_NAME);
        requests.onCompleted();
    }

    @Test
    void itStartsWithoutADatabaseAndSaysThatItDoesNotServe() {
        var nowhere = new HashMap<String, Object>(fixture.database().datasource("report"));
        nowhere.put("datasources.report.url", "jdbc:postgresql://127.0.0.1:1/none");
        nowhere.put("datasources.report.connection-timeout", "300");
        try (var alone = RunningService.on(nowhere)) {
            var ask = HealthCheckRequest.newBuilder()
                    .setService(ReportServiceGrpc.SERVICE_NAME)
                    .build();
            assertThat(HealthGrpc.newBlockingStub(alone.channel()).check(ask).getStatus())
                    .isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(reason(() -> alone.reports().listAccounts(ListAccountsRequest.getDefaultInstance())))
                    .isEqualTo("UNAVAILABLE DATABASE_UNAVAILABLE");
        }
    }

    @Test
    void anUnknownConfigurationKeyFailsAtStart() {
        var misspelt = new HashMap<String, Object>(fixture.database().datasource("report"));
        misspelt.put("report.statement-timeuot", "5s");

        assertThatThrownBy(() -> RunningService.on(misspelt).close())
                .hasStackTraceContaining("unknown setting report.statement-timeuot");
    }

    @Test
    void pagesOfUsageJoinToTheWholeInOrder() {
        var request =
                ListServiceUsageRequest.newBuilder().setAccountId(ACCOUNT_ID).setGroupByRegion(true);
        var whole = service.reports().listServiceUsage(request.build());
        var joined = new ArrayList<ServiceUsage>();
        request.setPageSize(7);
        do {
            var page = service.reports().listServiceUsage(request.build());
            joined.addAll(page.getServiceUsageList());
            assertThat(page.getTotalRowCount()).isEqualTo(whole.getServiceUsageCount());
            assertThat(page.getTotalEventCount()).isEqualTo(600);
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());

        assertThat(joined).isEqualTo(whole.getServiceUsageList());
        assertThat(whole.getScope().getAccountName()).isEqualTo("Audit");
        assertThat(whole.getScope().getObserved().getStartTime().getSeconds())
                .isEqualTo(fixture.events().stream()
                        .filter(event -> event.accountId() == 12)
                        .mapToLong(event -> event.time().getEpochSecond())
                        .min()
                        .orElseThrow());
    }

    @Test
    void aPageTokenOfAnotherRequestIsRefused() {
        var request =
                ListServiceUsageRequest.newBuilder().setAccountId(ACCOUNT_ID).setPageSize(2);
        var token = service.reports().listServiceUsage(request.build()).getNextPageToken();

        assertInvalid(
                "page_token",
                () -> service.reports()
                        .listServiceUsage(request.setGroupByRegion(true)
                                .setPageToken(token)
                                .build()));
        assertInvalid(
                "page_token",
                () -> service.reports()
                        .listServiceUsage(request.setPageToken("garbage!").build()));
    }

    @Test
    void servicesAndRegionsFilterUsage() {
        var response = service.reports()
                .listServiceUsage(ListServiceUsageRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .addServices("s3")
                        .addServices("ec2.amazonaws.com")
                        .addRegions("region-1")
                        .build());

        assertThat(response.getTotalEventCount())
                .isEqualTo(fixture.events().stream()
                        .filter(event -> event.accountId() == 12
                                && event.source().endsWith(".amazonaws.com")
                                && event.region().equals("region-1"))
                        .count());
    }

    @Test
    void aPartitionIsAUtcYearMonthOrDay() {
        assertThat(total(Partition.newBuilder().setYear(2024))).isEqualTo(600);
        assertThat(total(Partition.newBuilder().setYear(2024).setMonth(2))).isEqualTo(before("2024-03-01T00:00:00Z"));
        assertThat(total(Partition.newBuilder().setYear(2024).setMonth(2).setDay(27)))
                .isEqualTo(before("2024-02-28T00:00:00Z"));
        assertInvalid(
                "partition.day",
                () -> total(Partition.newBuilder().setYear(2023).setMonth(2).setDay(29)));
        assertInvalid(
                "partition.month",
                () -> total(Partition.newBuilder().setYear(2023).setDay(1)));
        assertInvalid("partition.year", () -> total(Partition.newBuilder().setYear(1999)));
    }

    @Test
    void malformedRequestsNameTheirField() {
        assertInvalid(
                "account_id",
                () -> service.reports()
                        .listServiceUsage(ListServiceUsageRequest.newBuilder()
                                .setAccountId("12")
                                .build()));
        assertInvalid(
                "page_size",
                () -> service.reports()
                        .listEvents(ListEventsRequest.newBuilder()
                                .setAccountId(ACCOUNT_ID)
                                .setPageSize(1_001)
                                .build()));
        assertInvalid("account_id", () -> service.reports().listEvents(ListEventsRequest.getDefaultInstance()));
        assertInvalid(
                "source_ip_address",
                () -> service.reports()
                        .listEvents(ListEventsRequest.newBuilder()
                                .setAccountId(ACCOUNT_ID)
                                .setSourceIpAddress("203.0.113.0/33")
                                .build()));
        var nanos = Interval.newBuilder();
        nanos.getStartTimeBuilder().setSeconds(5).setNanos(1);
        assertInvalid(
                "interval.start_time",
                () -> service.reports()
                        .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                                .setAccountId(ACCOUNT_ID)
                                .setInterval(nanos)
                                .build()));
        assertInvalid(
                "outcome",
                () -> service.reports()
                        .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                                .setAccountId(ACCOUNT_ID)
                                .setOutcomeValue(9)
                                .build()));
        assertThat(reason(() -> service.reports()
                        .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                                .setAccountId("999999999999")
                                .build())))
                .isEqualTo("NOT_FOUND UNKNOWN_ACCOUNT");
    }

    private static long total(Partition.Builder partition) {
        return service.reports()
                .listServiceUsage(ListServiceUsageRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .setPartition(partition)
                        .build())
                .getTotalEventCount();
    }

    private static long before(String end) {
        return fixture.events().stream()
                .filter(event -> event.accountId() == 12 && event.time().isBefore(Instant.parse(end)))
                .count();
    }

    private static void assertInvalid(String field, Runnable call) {
        var failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(failure.getStatus().getDescription()).startsWith(field + ": ");
        assertThat(reason(call)).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    }

    static String reason(Runnable call) {
        var failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
        try {
            var info = Objects.requireNonNull(StatusProto.fromThrowable(failure))
                    .getDetails(0)
                    .unpack(ErrorInfo.class);
            return failure.getStatus().getCode() + " " + info.getReason();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
