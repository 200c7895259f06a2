package dev.trailtally.standalone.serviceusage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc.OrganizationReportServiceImplBase;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceImplBase;
import dev.trailtally.standalone.instance.Connection;
import dev.trailtally.standalone.instance.ServerAddress;
import dev.trailtally.standalone.instance.ServiceChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events in two months that are far apart, of which the service knows; it counts what it is asked. */
class UsageMonthsTest {

    private final AtomicInteger requests = new AtomicInteger();
    private List<Instant> events = List.of();
    private Server server;
    private ServiceChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(new Accounts())
                .addService(new Activity())
                .build()
                .start();
        channel = Connection.local(new ServerAddress("127.0.0.1", server.getPort()))
                .open();
    }

    @AfterEach
    void stop() {
        channel.close();
        server.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"2014-02-03T04:05:06Z, 2", "2000-01-01T00:00:00Z, 8"})
    void onlyMonthsWithEventsAreAskedFor(Instant first, int mostRequests) {
        events = List.of(first, Instant.parse("2026-11-30T23:59:59Z"));
        var question = new UsageQuestion(AccountSelection.getDefaultInstance(), null, List.of(), List.of(), List.of());

        var months = new UsageMonths(channel, Clock.systemUTC(), question).find();

        assertThat(months).extracting(Month::month).containsExactly(Month.of(first), Month.of(events.getLast()));
        assertThat(requests).as("requests to find the months").hasValueLessThanOrEqualTo(mostRequests);
    }

    private List<Instant> within(Interval interval) {
        return events.stream()
                .filter(event -> !event.isBefore(Instant.ofEpochMilli(Timestamps.toMillis(interval.getStartTime())))
                        && event.isBefore(Instant.ofEpochMilli(Timestamps.toMillis(interval.getEndTime()))))
                .toList();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamps.fromMillis(time.toEpochMilli());
    }

    private final class Accounts extends ReportServiceImplBase {

        @Override
        public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> observer) {
            requests.incrementAndGet();
            observer.onNext(ListAccountsResponse.newBuilder()
                    .addAccounts(Account.newBuilder()
                            .setAccountId("111122223333")
                            .setFirstEventTime(timestamp(events.getFirst()))
                            .setLastEventTime(timestamp(events.getLast())))
                    .build());
            observer.onCompleted();
        }
    }

    private final class Activity extends OrganizationReportServiceImplBase {

        @Override
        public void getOrganizationSummary(
                GetOrganizationSummaryRequest request, StreamObserver<GetOrganizationSummaryResponse> observer) {
            requests.incrementAndGet();
            observer.onNext(GetOrganizationSummaryResponse.newBuilder()
                    .setEventCount(within(request.getInterval()).size())
                    .build());
            observer.onCompleted();
        }

        @Override
        public void getActivityOverTime(
                GetActivityOverTimeRequest request, StreamObserver<GetActivityOverTimeResponse> observer) {
            requests.incrementAndGet();
            var response = GetActivityOverTimeResponse.newBuilder();
            for (var event : within(request.getInterval())) {
                response.addPoints(ActivityPoint.newBuilder()
                        .setStartTime(timestamp(event.truncatedTo(ChronoUnit.DAYS)))
                        .setEventCount(1));
            }
            observer.onNext(response.build());
            observer.onCompleted();
        }
    }
}
