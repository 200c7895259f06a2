package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.ListRejectionsResponse;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.ListScanUnitsResponse;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListServiceUsageResponse;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ServiceUsage;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Services that answer from lists, two elements a page, so that a client that reads one page only is found out. Of service
 * usage they claim many more rows than they have.
 */
final class FakeServices implements AutoCloseable {

    private static final int PAGE = 2;

    final List<Account> accounts = new ArrayList<>();
    final List<ServiceUsage> usage = new ArrayList<>();
    final List<Rejection> rejections = new ArrayList<>();
    final List<ScanUnit> units = new ArrayList<>();
    GetActivitySummaryResponse activity = GetActivitySummaryResponse.getDefaultInstance();

    private final Server server;
    private final ManagedChannel channel;

    FakeServices() throws IOException {
        var name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(new Reports())
                .addService(new Scans())
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    SummaryReader reader() {
        return new SummaryReader(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static <T, R> void answer(
            List<T> all, String token, StreamObserver<R> observer, BiFunction<List<T>, String, R> response) {
        var from = token.isEmpty() ? 0 : Integer.parseInt(token);
        var to = Math.min(all.size(), from + PAGE);
        observer.onNext(response.apply(all.subList(from, to), to == all.size() ? "" : Integer.toString(to)));
        observer.onCompleted();
    }

    private final class Reports extends ReportServiceGrpc.ReportServiceImplBase {

        @Override
        public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> observer) {
            answer(
                    accounts,
                    request.getPageToken(),
                    observer,
                    (page, next) -> ListAccountsResponse.newBuilder()
                            .addAllAccounts(page)
                            .setNextPageToken(next)
                            .build());
        }

        @Override
        public void listServiceUsage(
                ListServiceUsageRequest request, StreamObserver<ListServiceUsageResponse> observer) {
            answer(
                    usage,
                    request.getPageToken(),
                    observer,
                    (page, next) -> ListServiceUsageResponse.newBuilder()
                            .addAllServiceUsage(page)
                            .setTotalRowCount(2_000_000)
                            .setNextPageToken(next)
                            .build());
        }

        @Override
        public void getActivitySummary(
                GetActivitySummaryRequest request, StreamObserver<GetActivitySummaryResponse> observer) {
            observer.onNext(activity);
            observer.onCompleted();
        }
    }

    private final class Scans extends ScanServiceGrpc.ScanServiceImplBase {

        @Override
        public void listRejections(ListRejectionsRequest request, StreamObserver<ListRejectionsResponse> observer) {
            answer(
                    rejections,
                    request.getPageToken(),
                    observer,
                    (page, next) -> ListRejectionsResponse.newBuilder()
                            .addAllRejections(page)
                            .setNextPageToken(next)
                            .build());
        }

        @Override
        public void listScanUnits(ListScanUnitsRequest request, StreamObserver<ListScanUnitsResponse> observer) {
            answer(
                    units,
                    request.getPageToken(),
                    observer,
                    (page, next) -> ListScanUnitsResponse.newBuilder()
                            .addAllUnits(page)
                            .setNextPageToken(next)
                            .build());
        }
    }
}
