package dev.trailtally.report;

import dev.trailtally.report.accesschange.AccessChangeList;
import dev.trailtally.report.entity.AccessCoverageList;
import dev.trailtally.report.lastaccessed.LastAccessedList;
import dev.trailtally.report.permission.PermissionUsageList;
import dev.trailtally.report.permission.PolicyProposal;
import dev.trailtally.report.unused.UnusedAccessList;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.ListAccessChangesRequest;
import dev.trailtally.report.v1.ListAccessChangesResponse;
import dev.trailtally.report.v1.ListAccessCoverageRequest;
import dev.trailtally.report.v1.ListAccessCoverageResponse;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.report.v1.ListPermissionUsageRequest;
import dev.trailtally.report.v1.ListPermissionUsageResponse;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.ProposePolicyRequest;
import dev.trailtally.report.v1.ProposePolicyResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** The service of IAM's last-accessed data: each rpc checks its request, reads one snapshot and answers. */
@Singleton
final class AccessService extends AccessServiceGrpc.AccessServiceImplBase {

    private final AccessCoverageList coverage;
    private final LastAccessedList lastAccessed;
    private final UnusedAccessList unused;
    private final PermissionUsageList permissionUsage;
    private final PolicyProposal policies;
    private final AccessChangeList changes;

    AccessService(
            AccessCoverageList coverage,
            LastAccessedList lastAccessed,
            UnusedAccessList unused,
            PermissionUsageList permissionUsage,
            PolicyProposal policies,
            AccessChangeList changes) {
        this.coverage = coverage;
        this.lastAccessed = lastAccessed;
        this.unused = unused;
        this.permissionUsage = permissionUsage;
        this.policies = policies;
        this.changes = changes;
    }

    @Override
    public void listAccessCoverage(
            ListAccessCoverageRequest request, StreamObserver<ListAccessCoverageResponse> response) {
        Answers.send(response, () -> coverage.list(request));
    }

    @Override
    public void listLastAccessed(ListLastAccessedRequest request, StreamObserver<ListLastAccessedResponse> response) {
        Answers.send(response, () -> lastAccessed.list(request));
    }

    @Override
    public void listUnusedAccess(ListUnusedAccessRequest request, StreamObserver<ListUnusedAccessResponse> response) {
        Answers.send(response, () -> unused.list(request));
    }

    @Override
    public void listPermissionUsage(
            ListPermissionUsageRequest request, StreamObserver<ListPermissionUsageResponse> response) {
        Answers.send(response, () -> permissionUsage.list(request));
    }

    @Override
    public void proposePolicy(ProposePolicyRequest request, StreamObserver<ProposePolicyResponse> response) {
        Answers.send(response, () -> policies.propose(request));
    }

    @Override
    public void listAccessChanges(
            ListAccessChangesRequest request, StreamObserver<ListAccessChangesResponse> response) {
        Answers.send(response, () -> changes.list(request));
    }
}
