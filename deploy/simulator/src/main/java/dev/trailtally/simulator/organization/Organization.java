package dev.trailtally.simulator.organization;

import dev.trailtally.simulator.event.SimulatedEvents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The organization that is simulated.
 *
 * @param partition {@code aws}, {@code aws-cn} or {@code aws-us-gov}
 * @param managementAccount one of the accounts
 * @param delegatedAdministrators accounts that may read the organization besides
 */
public record Organization(
        String id,
        String partition,
        String rootId,
        String managementAccount,
        Set<String> delegatedAdministrators,
        List<OrganizationalUnit> units,
        List<MemberAccount> accounts) {

    public static final String ROLE = "OrganizationAccountAccessRole";

    public Organization {
        delegatedAdministrators = Set.copyOf(delegatedAdministrators);
        units = List.copyOf(units);
        accounts = List.copyOf(accounts);
        if (!id.matches("o-[a-z0-9]{10,32}")) {
            throw new IllegalArgumentException("not the id of an organization: " + id);
        }
        if (!Set.of("aws", "aws-cn", "aws-us-gov").contains(partition)) {
            throw new IllegalArgumentException("not a partition: " + partition);
        }
        requireParents(rootId, units, accounts);
        if (accounts.stream().noneMatch(account -> account.id().equals(managementAccount))) {
            throw new IllegalArgumentException("the management account is not an account: " + managementAccount);
        }
    }

    private static void requireParents(String rootId, List<OrganizationalUnit> units, List<MemberAccount> accounts) {
        var parents = new HashSet<String>(Set.of(rootId));
        for (var unit : units) {
            if (!parents.contains(unit.parentId()) || !parents.add(unit.id())) {
                throw new IllegalArgumentException("OU twice, or before its parent: " + unit);
            }
        }
        var ids = new HashSet<String>();
        for (var account : accounts) {
            if (!parents.contains(account.parentId()) || !ids.add(account.id())) {
                throw new IllegalArgumentException("account twice, or without a parent: " + account.id());
            }
        }
    }

    public static Builder builder(String managementAccount) {
        return new Builder(managementAccount);
    }

    public Optional<MemberAccount> findAccount(String account) {
        return accounts.stream().filter(member -> member.id().equals(account)).findFirst();
    }

    public Optional<OrganizationalUnit> findUnit(String unitId) {
        return units.stream().filter(unit -> unit.id().equals(unitId)).findFirst();
    }

    /** Every account and region that is enabled, with its events. */
    public Optional<SimulatedEvents> findEvents(AccountRegion unit) {
        return findAccount(unit.account())
                .flatMap(account -> Optional.ofNullable(account.events().get(unit.region())));
    }

    public List<AccountRegion> accountRegions() {
        return accounts.stream()
                .flatMap(account ->
                        account.events().keySet().stream().map(region -> new AccountRegion(account.id(), region)))
                .toList();
    }

    /**
     * Puts an organization together; accounts are ACTIVE, under the root and have the usual role, unless set otherwise.
     */
    public static final class Builder {

        private final String managementAccount;
        private final Set<String> delegated = new HashSet<>();
        private final List<OrganizationalUnit> units = new ArrayList<>();
        private final List<MemberAccount> accounts = new ArrayList<>();
        private String id = "o-simulated01";
        private String partition = "aws";
        private String rootId = "r-sim1";

        private Builder(String managementAccount) {
            this.managementAccount = managementAccount;
        }

        public Builder id(String organizationId) {
            id = organizationId;
            return this;
        }

        public Builder partition(String name) {
            partition = name;
            return this;
        }

        public Builder rootId(String root) {
            rootId = root;
            return this;
        }

        public Builder delegatedAdministrator(String account) {
            delegated.add(account);
            return this;
        }

        public Builder unit(String unitId, String name) {
            return unit(unitId, name, rootId);
        }

        public Builder unit(String unitId, String name, String parentId) {
            units.add(new OrganizationalUnit(unitId, name, parentId));
            return this;
        }

        public Builder account(String account, String name, Map<String, SimulatedEvents> events) {
            return account(account, name, rootId, events);
        }

        public Builder account(String account, String name, String parentId, Map<String, SimulatedEvents> events) {
            return account(
                    new MemberAccount(account, name, parentId, AccountState.ACTIVE, List.of(Role.named(ROLE)), events));
        }

        public Builder account(MemberAccount account) {
            accounts.add(account);
            return this;
        }

        public Organization build() {
            return new Organization(id, partition, rootId, managementAccount, delegated, units, accounts);
        }
    }
}
