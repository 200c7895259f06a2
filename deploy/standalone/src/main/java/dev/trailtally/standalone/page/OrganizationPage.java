package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;

/** The page of many accounts: what each of them did, what all did together, and what is missing. */
public final class OrganizationPage {

    private static final int MAX_ACCOUNTS = 10_000;
    private static final long MAX_ACCOUNT_BYTES = 8 << 20;
    private static final int GAPS_SHOWN = 3;

    private final PageReader reader;
    private final PageQuestion question;
    private final Answers answers = new Answers();

    /**
     * @param question the question, whose interval has UTC midnights as its ends
     */
    public OrganizationPage(Channel channel, PageQuestion question) {
        this.reader = new PageReader(channel);
        this.question = question;
    }

    public Page read(String title) {
        var sections = new PageSections(reader, answers, question);
        var json = new PageJson();
        sections.writeHead(json, "organization", title);
        var accounts = writeAccounts(json);
        var summary = reader.summary(accounts, question);
        json.message("summary", summary);
        answers.ask("Services by account", () -> services(accounts, summary), new AccountServices(summary))
                .write(json);
        sections.writeOverTime(json, accounts, summary.getScope().getObserved());
        sections.writeNew(json, accounts, true);
        sections.writeUnused(json, accounts);
        answers.write(json);
        return new Page(title, json.end(), answers.failures());
    }

    /** Returns the accounts that could be answered: an unknown one would fail every other question. */
    private AccountSelection writeAccounts(PageJson json) {
        var rows = new LargestRows<GetActivitySummaryResponse>(
                MAX_ACCOUNTS, MAX_ACCOUNT_BYTES, GetActivitySummaryResponse::getEventCount);
        var failed = new ArrayList<AccountFailure>();
        reader.forEachAccount(question, message -> {
            if (message.hasAccount()) {
                rows.add(shortened(message.getAccount()));
            } else if (message.hasFailure()) {
                failed.add(message.getFailure());
                answers.failed(message.getFailure().getAccountId() + ": "
                        + message.getFailure().getMessage());
            }
        });
        json.rows("accounts", rows.rows()).rows("failedAccounts", Rows.whole(failed));
        return without(question.accounts(), failed);
    }

    private static AccountSelection without(AccountSelection accounts, List<AccountFailure> failed) {
        var unknown = failed.stream()
                .filter(failure -> failure.getReason().equals("UNKNOWN_ACCOUNT"))
                .map(AccountFailure::getAccountId)
                .toList();
        var known = accounts.getAccountIdsList().stream()
                .filter(account -> !unknown.contains(account))
                .toList();
        if (known.isEmpty() && accounts.getAccountIdsCount() > 0 && accounts.getOrganizationalUnitsCount() == 0) {
            throw new IllegalStateException(
                    "nothing was ever collected from any of these accounts; trailtally scan collects them");
        }
        return accounts.toBuilder().clearAccountIds().addAllAccountIds(known).build();
    }

    /** Only totals and coverage; for the coverage the sums and the newest gaps. */
    private static GetActivitySummaryResponse shortened(GetActivitySummaryResponse account) {
        var brief = account.toBuilder().clearPrincipals().clearRegions();
        var coverage = brief.getScopeBuilder().getCoverageBuilder();
        coverage.getRegionsBuilderList().forEach(region -> region.clearCompleteLookups());
        while (coverage.getLookupGapsCount() > GAPS_SHOWN) {
            coverage.removeLookupGaps(coverage.getLookupGapsCount() - 1);
        }
        while (coverage.getUnreadableObjectsCount() > GAPS_SHOWN) {
            coverage.removeUnreadableObjects(coverage.getUnreadableObjectsCount() - 1);
        }
        return brief.build();
    }

    private AccountServices services(AccountSelection accounts, GetOrganizationSummaryResponse summary) {
        var services = new AccountServices(summary);
        reader.forEachAccountService(accounts, question, services::add);
        return services;
    }
}
