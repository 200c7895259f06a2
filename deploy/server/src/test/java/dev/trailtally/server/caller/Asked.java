package dev.trailtally.server.caller;

import com.google.rpc.ErrorInfo;
import dev.trailtally.aggregator.v1.ApplyRetentionRequest;
import dev.trailtally.aggregator.v1.ApplyRetentionResponse;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Two services, and what a call of them brings: the caller as the service sees it, or code and reason. */
final class Asked {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    final Reports reports = new Reports();
    final Rollups rollups = new Rollups();
    private volatile @Nullable Caller caller;

    /** Calls an rpc for readers. */
    String read(ManagedChannel channel, @Nullable String token) {
        return call(
                channel,
                token,
                authorized -> ReportServiceGrpc.newBlockingStub(authorized)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .listAccounts(ListAccountsRequest.getDefaultInstance()));
    }

    /** Calls an rpc for admins. */
    String drop(ManagedChannel channel, @Nullable String token) {
        return call(
                channel,
                token,
                authorized -> RollupServiceGrpc.newBlockingStub(authorized)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .applyRetention(ApplyRetentionRequest.getDefaultInstance()));
    }

    private String call(ManagedChannel channel, @Nullable String token, Consumer<Channel> rpc) {
        caller = null;
        var headers = new Metadata();
        if (token != null) {
            headers.put(AUTHORIZATION, "Bearer " + token);
        }
        try {
            rpc.accept(
                    io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
            var known = caller;
            return known == null ? "none" : known.name() + " " + known.role() + " " + known.accounts();
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + reason(e);
        } finally {
            channel.shutdownNow();
        }
    }

    private static String reason(StatusRuntimeException failure) {
        try {
            var details = StatusProto.fromThrowable(failure).getDetailsList();
            return details.size() == 1 ? details.get(0).unpack(ErrorInfo.class).getReason() : "details " + details;
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            return "no ErrorInfo";
        }
    }

    final class Reports extends ReportServiceGrpc.ReportServiceImplBase {
        @Override
        public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> observer) {
            caller = Caller.current();
            observer.onNext(ListAccountsResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    final class Rollups extends RollupServiceGrpc.RollupServiceImplBase {
        @Override
        public void applyRetention(ApplyRetentionRequest request, StreamObserver<ApplyRetentionResponse> observer) {
            caller = Caller.current();
            observer.onNext(ApplyRetentionResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }
}
