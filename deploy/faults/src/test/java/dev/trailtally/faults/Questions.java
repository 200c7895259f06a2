package dev.trailtally.faults;

import com.google.protobuf.FieldMask;
import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import java.time.Duration;

/** Asks for reports, rollups and scans all the time, as other teams do. */
final class Questions implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(2);

    private final Client client;
    private final Findings findings;
    private final Workers workers = new Workers();
    private long counted;

    Questions(Client client, Findings findings) {
        this.client = client;
        this.findings = findings;
    }

    void start() {
        workers.start("summaries", () -> {
            countNeverFalls();
            Thread.sleep(PAUSE);
        });
        workers.start("reports", () -> {
            report();
            Thread.sleep(PAUSE);
        });
        workers.start("rollups", () -> {
            client.call(
                    Service.AGGREGATOR,
                    "RunRollup",
                    call -> call.on(RollupServiceGrpc.newBlockingStub(call.channel()))
                            .runRollup(RunRollupRequest.getDefaultInstance()));
            Thread.sleep(LONG_PAUSE);
        });
        workers.start("lists", () -> {
            client.call(
                    Service.COLLECTOR,
                    "ListScans",
                    call -> call.on(ScanServiceGrpc.newBlockingStub(call.channel()))
                            .listScans(ListScansRequest.getDefaultInstance()));
            client.call(
                    Service.AGGREGATOR,
                    "GetRollupStatus",
                    call -> call.on(RollupServiceGrpc.newBlockingStub(call.channel()))
                            .getRollupStatus(GetRollupStatusRequest.getDefaultInstance()));
            Thread.sleep(PAUSE);
        });
    }

    /** What was counted once stays counted, whatever PostgreSQL goes through. */
    private void countNeverFalls() throws InterruptedException {
        long now = count();
        if (now < counted) {
            findings.add("a count falls", "from " + counted + " to " + now);
        }
        counted = now;
    }

    /** All events that reports count. */
    long count() throws InterruptedException {
        return client.call(
                Service.REPORT,
                "GetOrganizationSummary",
                call -> call.on(OrganizationReportServiceGrpc.newBlockingStub(call.channel()))
                        .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                                .setReadMask(FieldMask.newBuilder().addPaths("event_count"))
                                .build())
                        .getEventCount());
    }

    private void report() throws InterruptedException {
        client.call(
                Service.REPORT,
                "ListAccounts",
                call -> call.on(ReportServiceGrpc.newBlockingStub(call.channel()))
                        .listAccounts(ListAccountsRequest.getDefaultInstance()));
        client.call(Service.REPORT, "StreamServiceUsage", call -> {
            var rows = call.on(OrganizationReportServiceGrpc.newBlockingStub(call.channel()))
                    .streamServiceUsage(StreamServiceUsageRequest.getDefaultInstance());
            int count = 0;
            while (rows.hasNext()) {
                rows.next();
                count++;
            }
            return count;
        });
        client.call(
                Service.REPORT,
                "ListEvents",
                call -> call.on(ReportServiceGrpc.newBlockingStub(call.channel()))
                        .listEvents(ListEventsRequest.newBuilder()
                                .setAccountId(Input.MANAGEMENT)
                                .setPageSize(100)
                                .build()));
    }

    /** Asks no more. */
    void stop() {
        workers.close();
    }

    @Override
    public void close() {
        stop();
    }
}
