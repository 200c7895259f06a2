package dev.trailtally.collector.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.trailtally.collector.source.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class AccountsTest {

    private static Simulated simulated;

    @BeforeAll
    static void start() {
        simulated = Simulated.start();
    }

    @AfterAll
    static void stop() {
        simulated.close();
    }

    @Test
    void allActiveAccountsComeOnceWithTheirNamesThroughEmptyPages() throws Exception {
        var listed = list(new AccountSelection(true, List.of(), Set.of(), Set.of()));

        assertThat(listed.accounts)
                .containsExactlyInAnyOrder(
                        new ScannedAccount(Simulated.MANAGEMENT, "management"),
                        new ScannedAccount(Simulated.SHOP, "Shop"),
                        new ScannedAccount(Simulated.SHOP_EU, "Shop Europe"),
                        new ScannedAccount(Simulated.PLAYGROUND, "Playground"));
        assertThat(listed.missing).isEmpty();
    }

    @Test
    void anUnitStandsForAllThatIsBelowIt() throws Exception {
        assertThat(ids(units("Workloads"))).containsExactly(Simulated.SHOP, Simulated.SHOP_EU);
        assertThat(ids(units(Simulated.WORKLOADS_PROD))).containsExactly(Simulated.SHOP, Simulated.SHOP_EU);
        assertThat(ids(units("EU"))).containsExactly(Simulated.SHOP_EU);
        assertThat(ids(units("r-sim1"))).hasSize(4);
    }

    @Test
    void theChartPlacesEachUnitAndAccount() throws Exception {
        var chart = new Accounts(simulated.clients).chart();

        assertThat(chart.units())
                .contains(
                        new OrganizationChart.Unit("r-sim1", null, "Root"),
                        new OrganizationChart.Unit(Simulated.WORKLOADS_PROD, Simulated.WORKLOADS, "Prod"),
                        new OrganizationChart.Unit(Simulated.SANDBOX, "r-sim1", "Sandbox"))
                .hasSize(6);
        assertThat(chart.parents())
                .containsEntry(Simulated.MANAGEMENT, "r-sim1")
                .containsEntry(Simulated.SHOP_EU, Simulated.WORKLOADS_PROD_EU)
                .containsEntry(Simulated.SUSPENDED, Simulated.WORKLOADS)
                .hasSize(6);
        assertThat(chart.unitPaths())
                .containsEntry("r-sim1", chart.organizationId() + "/r-sim1")
                .containsEntry(
                        Simulated.WORKLOADS_PROD,
                        chart.organizationId() + "/r-sim1/" + Simulated.WORKLOADS + "/" + Simulated.WORKLOADS_PROD);
    }

    @Test
    void aNameThatSeveralUnitsHaveMeansEachOfThem() throws Exception {
        assertThat(ids(units("Prod"))).containsExactly(Simulated.SHOP, Simulated.SHOP_EU, Simulated.PLAYGROUND);
    }

    @Test
    void unitsThatOverlapGiveEachAccountOnce() throws Exception {
        var listed = list(units("EU", Simulated.WORKLOADS, "Prod"));

        assertThat(listed.accounts)
                .extracting(ScannedAccount::accountId)
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    @Test
    void anUnknownUnitIsSaidToBeOneAndDoesNotStopTheOthers() throws Exception {
        for (var unit : List.of("prod", "Root", "ou-sim1-nowhere001")) {
            var listed = list(units(unit, "Prod"));

            assertThat(listed.unlisted).containsOnlyKeys(unit);
            assertThat(listed.unlisted.get(unit))
                    .startsWith("NO_SUCH_ORGANIZATIONAL_UNIT")
                    .contains(unit);
            assertThat(listed.accounts).isEqualTo(list(units("Prod")).accounts).isNotEmpty();
        }
    }

    @Test
    void includedAccountsThatAreNotActiveOrNotThereAreMissing() throws Exception {
        var include = Set.of(Simulated.SHOP, Simulated.PLAYGROUND, Simulated.SUSPENDED, Simulated.STARTING, 77L);
        var listed = list(new AccountSelection(true, List.of(), include, Set.of(Simulated.PLAYGROUND)));

        assertThat(listed.accounts).containsExactly(new ScannedAccount(Simulated.SHOP, "Shop"));
        assertThat(listed.missing)
                .containsExactly(
                        entry(77L, "NO_SUCH_ACCOUNT: account 000000000077 is not among those listed"),
                        entry(Simulated.SUSPENDED, "ACCOUNT_NOT_ACTIVE: account 555555555555 is SUSPENDED"),
                        entry(Simulated.STARTING, "ACCOUNT_NOT_ACTIVE: account 666666666666 is PENDING_ACTIVATION"));
    }

    @Test
    void namedAccountsAreTakenWithoutAnOrganization() throws Exception {
        var named = new AccountSelection(false, List.of(), Set.of(8L, 7L, 9L), Set.of(9L));

        assertThat(list(named).accounts).containsExactly(new ScannedAccount(7, null), new ScannedAccount(8, null));
    }

    @Test
    void withoutASelectionTheCallersAccountIsScanned() throws Exception {
        assertThat(list(AccountSelection.caller()).accounts)
                .containsExactly(new ScannedAccount(Simulated.MANAGEMENT, null));
    }

    @Test
    void aCallerOutsideTheManagementAccountIsToldWhatIsMissing() {
        var key = simulated.simulator.key(ScannedAccount.digits(Simulated.SHOP));
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
        try (var clients = new AwsClients(simulated.endpoint(), credentials, Region.EU_WEST_1)) {
            var whole = new AccountSelection(true, List.of(), Set.of(), Set.of());

            assertThatThrownBy(() -> new Accounts(clients).list(whole, new Listed()))
                    .isInstanceOfSatisfying(SourceException.class, failure -> {
                        assertThat(failure.code()).isEqualTo("AccessDeniedException");
                        assertThat(failure.nextStep())
                                .contains("organizations:ListAccounts", "management", "delegated administrator");
                    });
        }
    }

    private static AccountSelection units(String... units) {
        return new AccountSelection(true, List.of(units), Set.of(), Set.of());
    }

    private static List<Long> ids(AccountSelection selection) throws Exception {
        return list(selection).accounts.stream()
                .map(ScannedAccount::accountId)
                .sorted()
                .toList();
    }

    private static Listed list(AccountSelection selection) throws Exception {
        var listed = new Listed();
        new Accounts(simulated.clients).list(selection, listed);
        return listed;
    }

    private static final class Listed implements AccountListing {

        final List<ScannedAccount> accounts = new ArrayList<>();
        final Map<Long, String> missing = new TreeMap<>();
        final Map<String, String> unlisted = new TreeMap<>();

        @Override
        public void accounts(List<ScannedAccount> page) {
            assertThat(page).isNotEmpty();
            accounts.addAll(page);
        }

        @Override
        public void missing(long accountId, SourceException reason) {
            missing.put(accountId, reason.getMessage());
        }

        @Override
        public void unlisted(String organizationalUnit, SourceException reason) {
            unlisted.put(organizationalUnit, reason.getMessage());
        }
    }
}
