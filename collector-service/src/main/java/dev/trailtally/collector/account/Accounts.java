package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.organizations.model.Account;
import software.amazon.awssdk.services.organizations.model.ListAccountsForParentResponse;
import software.amazon.awssdk.services.organizations.model.ListAccountsResponse;

/** The accounts of a selection: of the caller's organization, named, or the caller's own. */
@Singleton
public final class Accounts {

    private static final String ACTIVE = "ACTIVE";

    private final AwsClients clients;
    private final CallerIdentity caller;

    @Inject
    Accounts(AwsClients clients, CallerIdentity caller) {
        this.clients = clients;
        this.caller = caller;
    }

    /** The accounts that an identity sees. */
    public Accounts(AwsClients clients) {
        this(clients, new CallerIdentity(clients));
    }

    /**
     * Hands over the active accounts of a selection page by page, then those that are missing.
     *
     * @throws SourceException if a part of the listing failed; the accounts passed are then incomplete
     */
    public void list(AccountSelection selection, AccountListing listing) throws SourceException, InterruptedException {
        if (selection.organization()) {
            new Walk(selection, listing).run();
        } else if (selection.include().isEmpty()) {
            handOver(List.of(caller.fetch().accountId()), selection, listing);
        } else {
            handOver(selection.include().stream().sorted().toList(), selection, listing);
        }
    }

    /**
     * The whole tree of the caller's organization, and where its accounts are; sends at least two requests per unit.
     */
    public OrganizationChart chart() throws SourceException, InterruptedException {
        var units = new OrganizationTree(clients.organizations()).units();
        var parents = new HashMap<Long, String>();
        for (var unit : units) {
            var pages = accountsOf(unit.unitId());
            while (pages.hasNext()) {
                pages.next().accounts().forEach(account -> parents.put(Long.parseLong(account.id()), unit.unitId()));
            }
        }
        return new OrganizationChart(organizationId(), units, parents);
    }

    private String organizationId() throws SourceException {
        try {
            return clients.organizations().describeOrganization().organization().id();
        } catch (SdkException e) {
            throw AwsFailures.of(e, "organizations:DescribeOrganization", "the organization");
        }
    }

    private Pages<ListAccountsForParentResponse> accountsOf(String parent) {
        return new Pages<>(
                clients.organizations().listAccountsForParentPaginator(request -> request.parentId(parent)),
                ListAccountsForParentResponse::nextToken,
                "organizations:ListAccountsForParent",
                parent);
    }

    private static void handOver(List<Long> ids, AccountSelection selection, AccountListing listing)
            throws InterruptedException {
        var accounts = ids.stream()
                .filter(selection::admits)
                .map(id -> new ScannedAccount(id, null))
                .toList();
        if (!accounts.isEmpty()) {
            listing.accounts(accounts);
        }
    }

    /** One listing of the organization. */
    private final class Walk {

        private final AccountSelection selection;
        private final AccountListing listing;
        private final Set<Long> handedOver = new HashSet<>();
        private final Set<String> walked = new HashSet<>();
        private final Map<Long, String> inactive = new HashMap<>();

        Walk(AccountSelection selection, AccountListing listing) {
            this.selection = selection;
            this.listing = listing;
        }

        void run() throws SourceException, InterruptedException {
            if (selection.organizationalUnits().isEmpty()) {
                all();
            } else {
                var tree = new OrganizationTree(clients.organizations());
                for (var unit : selection.organizationalUnits()) {
                    below(unit, tree);
                }
            }
            reportMissing();
        }

        private void all() throws SourceException, InterruptedException {
            var pages = new Pages<>(
                    clients.organizations().listAccountsPaginator(),
                    ListAccountsResponse::nextToken,
                    "organizations:ListAccounts",
                    "the organization");
            while (pages.hasNext()) {
                take(pages.next().accounts());
            }
        }

        /** One that cannot be listed does not stop the others. */
        private void below(String unit, OrganizationTree tree) throws SourceException, InterruptedException {
            try {
                for (var parent : tree.withDescendants(List.of(unit))) {
                    if (walked.add(parent)) {
                        of(parent);
                    }
                }
            } catch (SourceException e) {
                if (e.code().equals(SourceException.INTERRUPTED)) {
                    throw e;
                }
                listing.unlisted(unit, e);
            }
        }

        private void of(String parent) throws SourceException, InterruptedException {
            var pages = accountsOf(parent);
            while (pages.hasNext()) {
                take(pages.next().accounts());
            }
        }

        private void take(List<Account> page) throws InterruptedException {
            var accounts = new ArrayList<ScannedAccount>();
            for (var account : page) {
                long id = Long.parseLong(account.id());
                if (!selection.admits(id)) {
                    continue;
                }
                var state = state(account);
                if (!state.equals(ACTIVE)) {
                    inactive.put(id, state);
                } else if (handedOver.add(id)) {
                    accounts.add(new ScannedAccount(id, account.name()));
                }
            }
            if (!accounts.isEmpty()) {
                listing.accounts(accounts);
            }
        }

        private void reportMissing() throws InterruptedException {
            for (long id : selection.include().stream().sorted().toList()) {
                if (selection.admits(id) && !handedOver.contains(id)) {
                    listing.missing(id, reason(id));
                }
            }
        }

        private SourceException reason(long id) {
            var digits = ScannedAccount.digits(id);
            var state = inactive.get(id);
            return state == null
                    ? new SourceException(
                            "NO_SUCH_ACCOUNT",
                            "account " + digits + " is not among those listed",
                            "Check the account's number, and that it is in the organization and the chosen OUs.")
                    : new SourceException(
                            "ACCOUNT_NOT_ACTIVE",
                            "account " + digits + " is " + state,
                            "Nothing can be read from it in this state; leave it out of the scan.");
        }
    }

    // AWS retires the field "status"; servers that do not know "state" yet answer it alone.
    @SuppressWarnings("deprecation")
    private static String state(Account account) {
        var state = account.stateAsString();
        return String.valueOf(state == null ? account.statusAsString() : state);
    }
}
