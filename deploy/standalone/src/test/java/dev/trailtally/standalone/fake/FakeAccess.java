package dev.trailtally.standalone.fake;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.ListAccessCoverageRequest;
import dev.trailtally.report.v1.ListAccessCoverageResponse;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListLastAccessedResponse;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.UnusedAccess;
import dev.trailtally.report.v1.UnusedAccessCount;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.stream.Collectors;

/** The access service of {@link FakeServices}; it records its requests, and filters nothing. */
final class FakeAccess extends AccessServiceGrpc.AccessServiceImplBase {

    private final FakeServices fake;

    FakeAccess(FakeServices fake) {
        this.fake = fake;
    }

    @Override
    public void listAccessCoverage(
            ListAccessCoverageRequest request, StreamObserver<ListAccessCoverageResponse> observer) {
        FakeServices.answer(
                fake.coverage,
                request.getPageToken(),
                observer,
                (page, next) -> ListAccessCoverageResponse.newBuilder()
                        .addAllAccounts(page)
                        .setTotalAccountCount(fake.coverage.size())
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void listLastAccessed(ListLastAccessedRequest request, StreamObserver<ListLastAccessedResponse> observer) {
        fake.lastAccessedRequests.add(request);
        FakeServices.answer(
                fake.entities,
                request.getPageToken(),
                observer,
                (page, next) -> ListLastAccessedResponse.newBuilder()
                        .setScope(scope(fake.entities.size()))
                        .addAllEntities(page)
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void listUnusedAccess(ListUnusedAccessRequest request, StreamObserver<ListUnusedAccessResponse> observer) {
        fake.unusedRequests.add(request);
        var counts = fake.unused.stream()
                .collect(Collectors.groupingBy(UnusedAccess::getKind, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> UnusedAccessCount.newBuilder()
                        .setKind(entry.getKey())
                        .setCount(entry.getValue())
                        .build())
                .toList();
        FakeServices.answer(
                fake.unused,
                request.getPageToken(),
                observer,
                (page, next) -> ListUnusedAccessResponse.newBuilder()
                        .setScope(scope(40))
                        .setUnusedSince(Timestamp.newBuilder().setSeconds(1_787_000_000))
                        .setYoungerEntityCount(fake.youngerEntities)
                        .addAllCounts(counts)
                        .addAllUnusedAccess(page)
                        .setNextPageToken(next)
                        .build());
    }

    private AccessScope scope(int entities) {
        return fake.scope.toBuilder().setEntityCount(entities).build();
    }
}
