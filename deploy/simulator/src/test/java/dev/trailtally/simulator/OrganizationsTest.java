package dev.trailtally.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.simulator.fault.Listing;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.organization.AccountState;
import dev.trailtally.simulator.organization.MemberAccount;
import dev.trailtally.simulator.organization.Organization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.AccessDeniedException;
import software.amazon.awssdk.services.organizations.model.Account;
import software.amazon.awssdk.services.organizations.model.AccountStatus;
import software.amazon.awssdk.services.organizations.model.Child;
import software.amazon.awssdk.services.organizations.model.ChildType;
import software.amazon.awssdk.services.organizations.model.InvalidInputException;
import software.amazon.awssdk.services.organizations.model.OrganizationalUnit;
import software.amazon.awssdk.services.organizations.model.ParentNotFoundException;
import software.amazon.awssdk.services.organizations.model.TooManyRequestsException;

class OrganizationsTest {

    private static final String MANAGEMENT = "000000000001";
    private static final String OUTER = "ou-sim1-outerouter";
    private static final String INNER = "ou-sim1-innerinner";

    @Test
    void accountsComeInPagesWithStateAndTheOlderStatus() {
        try (var simulator = Simulator.start(Fixture.settings(organization()).build());
                var clients = AwsClients.of(simulator)) {
            var organizations = clients.organizations();
            assertThat(organizations.listAccountsPaginator().stream().count()).isEqualTo(3);
            var accounts = organizations.listAccountsPaginator().stream()
                    .flatMap(page -> page.accounts().stream())
                    .toList();
            assertThat(accounts).hasSize(45);
            assertThat(accounts.getFirst().name()).isEqualTo("<one> & \"only\"");
            var closed = accounts.getLast();
            assertThat(closed.stateAsString()).isEqualTo("CLOSED");
            assertThat(closed.status()).isEqualTo(AccountStatus.SUSPENDED);
        }
    }

    @Test
    void emptyPagesWithATokenComeBeforeSmallOnes() {
        var settings = Fixture.settings(organization()).listing(new Listing(7, true, Throttle.NONE));
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var pages = clients.organizations().listAccountsPaginator().stream().toList();
            assertThat(pages).hasSize(14);
            assertThat(pages.getFirst().accounts()).isEmpty();
            assertThat(pages.stream().mapToInt(page -> page.accounts().size()).sum())
                    .isEqualTo(45);
        }
    }

    @Test
    void theTreeOfUnitsIsWalked() {
        try (var simulator = Simulator.start(Fixture.settings(organization()).build());
                var clients = AwsClients.of(simulator)) {
            var organizations = clients.organizations();
            var root = organizations.listRoots().roots().getFirst().id();
            assertThat(units(organizations, root)).containsExactly("Outer");
            assertThat(units(organizations, OUTER)).containsExactly("Inner");
            assertThat(units(organizations, INNER)).isEmpty();
            assertThat(organizations
                            .listAccountsForParent(request -> request.parentId(INNER))
                            .accounts())
                    .extracting(Account::id)
                    .containsExactly("000000000045");
            assertThat(organizations
                            .listChildren(request -> request.parentId(INNER).childType(ChildType.ACCOUNT))
                            .children())
                    .extracting(Child::id)
                    .containsExactly("000000000045");
            assertThat(organizations
                            .describeOrganizationalUnit(request -> request.organizationalUnitId(INNER))
                            .organizationalUnit()
                            .name())
                    .isEqualTo("Inner");
            assertThat(organizations
                            .describeAccount(request -> request.accountId(MANAGEMENT))
                            .account()
                            .id())
                    .isEqualTo(MANAGEMENT);
            assertThatThrownBy(
                            () -> organizations.listAccountsForParent(request -> request.parentId("ou-none-nonenone")))
                    .isInstanceOf(ParentNotFoundException.class);
        }
    }

    @Test
    void onlyTheManagementAccountAndItsDelegatesMayList() {
        try (var simulator = Simulator.start(Fixture.settings(organization()).build());
                var member = AwsClients.of(simulator, simulator.key("000000000002"));
                var delegate = AwsClients.of(simulator, simulator.key("000000000003"))) {
            var organizations = member.organizations();
            assertThatThrownBy(() -> organizations.listAccounts()).isInstanceOf(AccessDeniedException.class);
            assertThat(organizations.describeOrganization().organization().masterAccountId())
                    .isEqualTo(MANAGEMENT);
            assertThat(delegate.organizations().listAccounts().accounts()).isNotEmpty();
        }
    }

    @Test
    void aTokenOfAnotherListIsInvalid() {
        var settings = Fixture.settings(organization()).listing(new Listing(1, true, Throttle.NONE));
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var organizations = clients.organizations();
            var token = organizations.listAccounts().nextToken();
            assertThatThrownBy(() -> organizations.listRoots(request -> request.nextToken(token)))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void tooManyCallsAreThrottled() {
        var settings = Fixture.settings(organization()).listing(new Listing(20, false, new Throttle(1e-6, 1)));
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var organizations = clients.organizations();
            organizations.listRoots();
            assertThatThrownBy(() -> organizations.listRoots()).isInstanceOf(TooManyRequestsException.class);
        }
    }

    private static List<String> units(OrganizationsClient organizations, String parent) {
        return organizations.listOrganizationalUnitsForParentPaginator(request -> request.parentId(parent)).stream()
                .flatMap(page -> page.organizationalUnits().stream())
                .map(OrganizationalUnit::name)
                .toList();
    }

    private static Organization organization() {
        var builder = Organization.builder(MANAGEMENT)
                .unit(OUTER, "Outer")
                .unit(INNER, "Inner", OUTER)
                .delegatedAdministrator("000000000003")
                .account(MANAGEMENT, "<one> & \"only\"", Map.of());
        for (var number = 2; number < 45; number++) {
            builder.account("%012d".formatted(number), "account", Map.of());
        }
        return builder.account(
                        new MemberAccount("000000000045", "last", INNER, AccountState.CLOSED, List.of(), Map.of()))
                .build();
    }
}
