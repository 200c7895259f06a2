package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.PrincipalActivity;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;

/** The page of one account: who called what, from where, with which errors, what is new and what is unused. */
public final class AccountPage {

    private static final long MAX_DETAIL_BYTES = 8 << 20;

    private final PageReader reader;
    private final PageQuestion question;
    private final Answers answers = new Answers();

    public AccountPage(Channel channel, PageQuestion question) {
        this.reader = new PageReader(channel);
        this.question = question;
    }

    /** Asks for everything; an account without collected data is NOT_FOUND. */
    public Page read(String accountId) {
        var selection = AccountSelection.newBuilder().addAccountIds(accountId).build();
        var sections = new PageSections(reader, answers, question);
        var account = reader.account(accountId);
        var activity = reader.activity(accountId, question);
        var title = title(account);
        var json = new PageJson();
        sections.writeHead(json, "account", title);
        json.message("account", account);
        writeActivity(json, activity);
        answers.ask("Service usage", () -> usage(accountId), new AccountUsage()).write(json);
        sections.writeOverTime(json, selection, activity.getScope().getObserved());
        sections.writeNew(json, selection, false);
        sections.writeUnused(json, selection);
        json.rows(
                "failedEvents",
                answers.ask("Failed events", () -> reader.failedEvents(accountId, question), Rows.whole(List.of())));
        answers.write(json);
        return new Page(title, json.end(), answers.failures());
    }

    private static String title(Account account) {
        return account.getName().isEmpty()
                ? "Account " + account.getAccountId()
                : account.getName() + " (" + account.getAccountId() + ")";
    }

    private static void writeActivity(PageJson json, GetActivitySummaryResponse activity) {
        json.message("summary", activity.toBuilder().clearPrincipals().build());
        long bytes = 0;
        long detailed = 0;
        List<PrincipalActivity> principals = new ArrayList<>();
        for (var principal : activity.getPrincipalsList()) {
            bytes += principal.getSerializedSize();
            if (bytes <= MAX_DETAIL_BYTES) {
                principals.add(principal);
                detailed++;
            } else {
                principals.add(withoutDetails(principal));
            }
        }
        var rest = activity.getPrincipalRemainder();
        json.rows("principals", new Rows<>(principals, rest.getValueCount(), rest.getEventCount()))
                .number("detailedPrincipals", detailed);
    }

    private static PrincipalActivity withoutDetails(PrincipalActivity principal) {
        return principal.toBuilder()
                .clearApiCalls()
                .clearErrorCodes()
                .clearSourceIpAddresses()
                .clearUserAgents()
                .build();
    }

    private AccountUsage usage(String accountId) {
        var usage = new AccountUsage();
        reader.forEachUsage(accountId, question, usage::add);
        return usage;
    }
}
