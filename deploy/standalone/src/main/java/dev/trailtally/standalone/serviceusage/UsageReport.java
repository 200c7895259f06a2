package dev.trailtally.standalone.serviceusage;

import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.AccountServiceUsage;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.standalone.summary.AccountNotices;
import dev.trailtally.standalone.summary.UnreadAccount;
import io.grpc.Channel;
import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads service usage month by month and writes it as it arrives: one message of the service is in memory. */
public final class UsageReport {

    private final Channel channel;
    private final UsageQuestion question;
    private final Writer out;
    private final UsageFormat format;
    private final AccountNotices notices;
    private @Nullable AccountMonth account;
    private long rows;

    /**
     * @param out what the format writes to, flushed after each message
     */
    public UsageReport(
            Channel channel, UsageQuestion question, Writer out, UsageFormat format, AccountNotices notices) {
        this.channel = channel;
        this.question = question;
        this.out = out;
        this.format = format;
        this.notices = notices;
    }

    /** Writes the whole report, and returns how many rows it has. */
    public long write(Clock clock) throws IOException {
        for (var month : new UsageMonths(channel, clock, question).find()) {
            write(month);
        }
        format.end();
        out.flush();
        return rows;
    }

    private void write(Month month) throws IOException {
        // No deadline: a thousand accounts take as long as the reader of stdout takes.
        var messages = OrganizationReportServiceGrpc.newBlockingStub(channel)
                .streamServiceUsage(StreamServiceUsageRequest.newBuilder()
                        .setAccounts(question.accounts())
                        .setInterval(month.interval())
                        .addAllRegions(question.regions())
                        .addAllServices(question.services())
                        .addAllCategories(question.categories())
                        .setGroupByRegion(true)
                        .build());
        StreamTotals totals = null;
        while (messages.hasNext()) {
            var message = messages.next();
            switch (message.getContentCase()) {
                case ACCOUNT -> write(message.getAccount(), month);
                case FAILURE -> fail(message.getFailure(), month);
                case TOTALS -> totals = message.getTotals();
                case CONTENT_NOT_SET -> {}
            }
            out.flush();
        }
        notices.ended(totals);
    }

    private void write(AccountServiceUsage usage, Month month) throws IOException {
        if (usage.hasScope()) {
            account = new AccountMonth(usage.getScope(), month);
            notices.answered(usage.getScope());
            var unread = UnreadAccount.find(usage.getScope());
            if (unread != null) {
                format.unread(account, unread);
            }
        }
        for (var row : usage.getServiceUsageList()) {
            format.row(Objects.requireNonNull(account, "the first message of an account has no scope"), row);
            rows++;
        }
    }

    private void fail(AccountFailure failure, Month month) throws IOException {
        notices.failed(failure);
        format.failure(failure, month);
    }
}
