package dev.trailtally.server.trace;

import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.aggregator.v1.GetRollupStatusResponse;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;

/** Services whose answers are empty, for tests of what goes with a call. */
public final class StubServices {

    private StubServices() {}

    /** Answers ListAccounts. */
    public static BindableService reports() {
        return new Reports();
    }

    /** Answers GetRollupStatus. */
    public static BindableService rollups() {
        return new Rollups();
    }

    private static final class Reports extends ReportServiceGrpc.ReportServiceImplBase {
        @Override
        public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> observer) {
            observer.onNext(ListAccountsResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    private static final class Rollups extends RollupServiceGrpc.RollupServiceImplBase {
        @Override
        public void getRollupStatus(GetRollupStatusRequest request, StreamObserver<GetRollupStatusResponse> observer) {
            observer.onNext(GetRollupStatusResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }
}
