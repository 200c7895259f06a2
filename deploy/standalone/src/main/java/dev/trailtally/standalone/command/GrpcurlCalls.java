package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.standalone.terminal.TerminalText;
import io.grpc.Channel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Calls to try with grpcurl, with values that the database holds. */
final class GrpcurlCalls {

    private final Channel channel;
    private final int port;

    GrpcurlCalls(Channel channel, int port) {
        this.channel = channel;
        this.port = port;
    }

    void print(PrintWriter out, Path folder, Clock clock) {
        var yesterday = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(1));
        out.println("Calls to try (https://github.com/fullstorydev/grpcurl):");
        print(out, "The services", "", "list");
        largestAccount().ifPresent(accountId -> printReports(out, accountId));
        print(
                out,
                "Collect a folder (a repeated call reads only new files)",
                "{\"source\": {\"folder\": {\"path\": \"" + jsonText(folder) + "\"}}}",
                "trailtally.collector.v1.ScanService/CreateScan");
        print(
                out,
                "Collect the last day of your own account with LookupEvents and the AWS credentials of this process",
                "{\"source\": {\"lookup\": {}}, \"start_time\": \"" + yesterday + "\"}",
                "trailtally.collector.v1.ScanService/CreateScan");
        print(
                out,
                "What is granted but unused for 90 days (after trailtally last-accessed, or CreateScan with"
                        + " last_accessed)",
                "{\"unused_for\": \"7776000s\", \"page_size\": 5}",
                "trailtally.report.v1.AccessService/ListUnusedAccess");
        print(out, "The scans and their results", "", "trailtally.collector.v1.ScanService/ListScans");
        print(out, "The progress of the rollups", "", "trailtally.aggregator.v1.RollupService/GetRollupStatus");
        out.flush();
    }

    private void printReports(PrintWriter out, String accountId) {
        print(out, "The accounts", "", "trailtally.report.v1.ReportService/ListAccounts");
        print(
                out,
                "What was called in an account, how often, with which errors",
                "{\"account_id\": \"" + accountId + "\"}",
                "trailtally.report.v1.ReportService/ListServiceUsage");
        print(
                out,
                "Who called, from where",
                "{\"account_id\": \"" + accountId + "\", \"top\": 5}",
                "trailtally.report.v1.ReportService/GetActivitySummary");
        accessKey(accountId)
                .ifPresent(key -> print(
                        out,
                        "What an access key did, newest first",
                        "{\"access_key_id\": \"" + key + "\", \"page_size\": 5}",
                        "trailtally.report.v1.ReportService/ListEvents"));
    }

    private Optional<String> largestAccount() {
        return reports()
                .listAccounts(
                        ListAccountsRequest.newBuilder().setPageSize(1_000).build())
                .getAccountsList()
                .stream()
                .max(Comparator.comparingLong(Account::getEventCount))
                .map(Account::getAccountId);
    }

    private Optional<String> accessKey(String accountId) {
        var request = ListEventsRequest.newBuilder().setAccountId(accountId).setPageSize(1_000);
        return reports().listEvents(request.build()).getEventsList().stream()
                .map(Event::getAccessKeyId)
                .filter(key -> key.matches("[A-Z0-9]+"))
                .findFirst();
    }

    private void print(PrintWriter out, String what, String request, String method) {
        out.println();
        out.println("# " + what);
        out.println("grpcurl -plaintext" + (request.isEmpty() ? "" : " -d " + ShellText.quoted(request)) + " localhost:"
                + port + " " + method);
    }

    private static String jsonText(Path folder) {
        return TerminalText.json(folder.toString().replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private ReportServiceGrpc.ReportServiceBlockingStub reports() {
        return ReportServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }
}
