package dev.trailtally.standalone.fake;

import dev.trailtally.collector.v1.LastAccessedJob;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountChart;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.report.v1.UnusedAccess;
import dev.trailtally.standalone.instance.Connection;
import dev.trailtally.standalone.instance.ServerAddress;
import dev.trailtally.standalone.instance.ServiceChannel;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Services on a port of 127.0.0.1 that answer from lists, two elements per page, so that a client that reads only one page is
 * detected. For service usage they claim many more rows than they have.
 */
public final class FakeServices implements AutoCloseable {

    private static final int PAGE = 2;

    public final List<Account> accounts = new ArrayList<>();
    public final List<ServiceUsage> usage = new ArrayList<>();
    /** The failure of ListServiceUsage; null if it answers. */
    public volatile @Nullable Status usageFailure;

    public final List<Event> events = new ArrayList<>();
    public final List<Scan> scans = new ArrayList<>();
    public final List<WatchScanResponse> states = new ArrayList<>();
    public final List<Rejection> rejections = new ArrayList<>();
    public final List<ScanUnit> units = new ArrayList<>();
    public final List<LastAccessedJob> jobs = new ArrayList<>();
    public final List<AccessCoverage> coverage = new ArrayList<>();
    public final List<EntityLastAccessed> entities = new ArrayList<>();
    public final List<UnusedAccess> unused = new ArrayList<>();
    /** How many of the 40 entities of ListUnusedAccess are younger than the time asked for. */
    public volatile int youngerEntities;

    public final List<Sighting> sightings = new ArrayList<>();
    /** The requests to ListEvents. */
    public final List<ListEventsRequest> eventRequests = new CopyOnWriteArrayList<>();

    /** The requests to ListLastAccessed. */
    public final List<ListLastAccessedRequest> lastAccessedRequests = new CopyOnWriteArrayList<>();
    /** The requests to ListUnusedAccess. */
    public final List<ListUnusedAccessRequest> unusedRequests = new CopyOnWriteArrayList<>();

    /** What StreamAccountCharts draws. */
    public final List<AccountChart> charts = new ArrayList<>();
    /** The requests to RenderChart. */
    public final List<RenderChartRequest> chartRequests = new CopyOnWriteArrayList<>();

    public AccessScope scope = AccessScope.getDefaultInstance();

    public GetActivitySummaryResponse activity = GetActivitySummaryResponse.getDefaultInstance();

    private final Server server;
    private final ServiceChannel channel;

    public FakeServices() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(new FakeReports(this))
                .addService(new FakeScans(this))
                .addService(new FakeAccess(this))
                .addService(new FakeOrganization(this))
                .addService(new FakeCharts(this))
                .build()
                .start();
        channel = Connection.local(address()).open();
    }

    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", server.getPort());
    }

    public Channel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.close();
        server.shutdownNow();
    }

    static <T, R> void answer(
            List<T> all, String token, StreamObserver<R> observer, BiFunction<List<T>, String, R> response) {
        var from = token.isEmpty() ? 0 : Integer.parseInt(token);
        var to = Math.min(all.size(), from + PAGE);
        observer.onNext(response.apply(all.subList(from, to), to == all.size() ? "" : Integer.toString(to)));
        observer.onCompleted();
    }
}
