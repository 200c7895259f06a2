package dev.trailtally.report;

import dev.trailtally.report.entity.AccessCoverageList;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.ListAccessCoverageRequest;
import dev.trailtally.report.v1.ListAccessCoverageResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** The service of IAM's last-accessed data: each rpc checks its request, reads one snapshot and answers. */
@Singleton
final class AccessService extends AccessServiceGrpc.AccessServiceImplBase {

    private final AccessCoverageList coverage;

    AccessService(AccessCoverageList coverage) {
        this.coverage = coverage;
    }

    @Override
    public void listAccessCoverage(
            ListAccessCoverageRequest request, StreamObserver<ListAccessCoverageResponse> response) {
        Answers.send(response, () -> coverage.list(request));
    }
}
