package dev.trailtally.report;

import com.google.rpc.Code;
import dev.trailtally.report.account.AccountList;
import dev.trailtally.report.activity.ActivityReport;
import dev.trailtally.report.event.EventList;
import dev.trailtally.report.usage.UsageReport;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListEventsResponse;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListServiceUsageResponse;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: each rpc checks its request, reads one snapshot of the rollups and answers. */
@Singleton
final class ReportService extends ReportServiceGrpc.ReportServiceImplBase {

    private static final Logger log = LoggerFactory.getLogger(ReportService.class);

    private final UsageReport usage;
    private final ActivityReport activity;
    private final EventList events;
    private final AccountList accounts;

    ReportService(UsageReport usage, ActivityReport activity, EventList events, AccountList accounts) {
        this.usage = usage;
        this.activity = activity;
        this.events = events;
        this.accounts = accounts;
    }

    @Override
    public void listServiceUsage(ListServiceUsageRequest request, StreamObserver<ListServiceUsageResponse> response) {
        answer(response, () -> usage.list(request));
    }

    @Override
    public void getActivitySummary(
            GetActivitySummaryRequest request, StreamObserver<GetActivitySummaryResponse> response) {
        answer(response, () -> activity.summarize(request));
    }

    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> response) {
        answer(response, () -> events.list(request));
    }

    @Override
    public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> response) {
        answer(response, () -> accounts.list(request));
    }

    private static <T> void answer(StreamObserver<T> response, Supplier<T> report) {
        T message;
        try {
            message = report.get();
        } catch (StatusRuntimeException e) {
            response.onError(e);
            return;
        } catch (RuntimeException e) {
            log.error("A report failed and was not answered", e);
            response.onError(RpcErrors.failure(Code.INTERNAL, "REPORT_FAILED", "the report failed", Map.of()));
            return;
        }
        response.onNext(message);
        response.onCompleted();
    }
}
