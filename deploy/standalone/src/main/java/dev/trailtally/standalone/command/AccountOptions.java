package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.rpc.OptionalFields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for the accounts to ask and the role to assume: the same for LookupEvents and for IAM. */
final class AccountOptions {

    @Option(names = "--org", description = "The ACTIVE accounts of your AWS organization.")
    boolean organization;

    @Option(
            names = "--ou",
            paramLabel = "<id|name>",
            description = "Only accounts in this organizational unit or below; repeatable. Implies --org.")
    List<String> units = List.of();

    @Option(
            names = "--accounts",
            paramLabel = "<id,…|@file>",
            description =
                    "Exactly these accounts (with --org: only these of it): 12 digits each, separated by commas, or"
                            + " a file with one account per line; # starts a comment.")
    List<String> accounts = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "<id,…|@file>",
            description = "Accounts of the organization to leave out.")
    List<String> excluded = List.of();

    @Option(names = "--caller", description = "Only the account of your own AWS credentials.")
    boolean caller;

    @ArgGroup(validate = false)
    RoleOptions role = new RoleOptions();

    /** Whether the user gave any of these options. */
    boolean given() {
        return selects() || !excluded.isEmpty() || role.given();
    }

    /** Whether the user named accounts. */
    boolean selects() {
        return organizationWide() || caller || !accounts.isEmpty();
    }

    boolean organizationWide() {
        return organization || !units.isEmpty();
    }

    /**
     * Fails with a message for the user if the options contradict each other.
     *
     * @param alsoAccounts accounts that other options name
     */
    void check(CommandLine line, List<String> alsoAccounts) {
        if (caller && (organizationWide() || !accounts.isEmpty() || !alsoAccounts.isEmpty())) {
            throw new ParameterException(
                    line, "--caller reads only your own account; leave out --org, --ou and --accounts.");
        }
        if (caller && role.given()) {
            throw new ParameterException(
                    line,
                    "Your own account is read with your own credentials; leave out --role and the other role options.");
        }
        if (!excluded.isEmpty() && !organizationWide()) {
            throw new ParameterException(line, "--exclude needs --org or --ou.");
        }
        AccountIds.read(line, "--accounts", accounts);
        AccountIds.read(line, "--exclude", excluded);
        role.check(line);
    }

    /** The requested accounts of the organization; null if the organization is not requested. */
    @Nullable
    OrganizationAccounts organizationAccounts(CommandLine line) {
        return organizationWide()
                ? OrganizationAccounts.newBuilder()
                        .addAllOrganizationalUnits(units)
                        .addAllExcludeAccountIds(AccountIds.read(line, "--exclude", excluded))
                        .build()
                : null;
    }

    /** The role to assume; null if only the caller's own account is read. */
    @Nullable
    AssumedRole assumedRole() {
        return caller ? null : role.role();
    }

    /** The source of last-accessed data with these accounts and this role. */
    LastAccessedSource.Builder lastAccessed(CommandLine line) {
        var source = LastAccessedSource.newBuilder();
        OptionalFields.set(organizationAccounts(line), source::setOrganization);
        OptionalFields.set(assumedRole(), source::setRole);
        return source;
    }

    /** The role that is assumed if the user names none. */
    @Nullable
    String usualRole() {
        return !caller && role.assumed() ? RoleOptions.USUAL_ROLE : null;
    }
}
