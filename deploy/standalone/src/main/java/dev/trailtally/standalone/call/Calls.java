package dev.trailtally.standalone.call;

import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceBlockingStub;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.AccessServiceGrpc.AccessServiceBlockingStub;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc.OrganizationReportServiceBlockingStub;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import java.util.concurrent.TimeUnit;

/** The services behind a channel; each call, such as that for a page, may take some minutes. */
public record Calls(Channel channel) {

    private static final int DEADLINE_MINUTES = 5;

    public ScanServiceBlockingStub scans() {
        return limited(ScanServiceGrpc.newBlockingStub(channel));
    }

    public ReportServiceBlockingStub reports() {
        return limited(ReportServiceGrpc.newBlockingStub(channel));
    }

    public OrganizationReportServiceBlockingStub organization() {
        return limited(OrganizationReportServiceGrpc.newBlockingStub(channel));
    }

    public AccessServiceBlockingStub access() {
        return limited(AccessServiceGrpc.newBlockingStub(channel));
    }

    private static <S extends AbstractStub<S>> S limited(S stub) {
        return stub.withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES);
    }
}
