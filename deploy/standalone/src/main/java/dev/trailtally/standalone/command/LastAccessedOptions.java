package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the accounts and entities to collect last-accessed data from. */
final class LastAccessedOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup(
            validate = false,
            heading = "%nWhich accounts (AWS credentials, AWS_PROFILE and AWS_ENDPOINT_URL… as in the AWS CLI):%n")
    private AccountOptions accounts = new AccountOptions();

    @ArgGroup(validate = false, heading = "%nWhat to collect from IAM:%n")
    private EntityOptions entities = new EntityOptions();

    /** Whether the user gave any of these options. */
    boolean given() {
        return accounts.given() || entities.given();
    }

    /** Whether only the reports of the organization itself are requested. */
    boolean ofOrganizationAlone() {
        return !accounts.selects() && entities.arns.isEmpty();
    }

    /** The role that is assumed if the user names none. */
    @Nullable
    String usualRole() {
        return ofOrganizationAlone() ? null : accounts.usualRole();
    }

    void check() {
        if (!accounts.selects() && entities.arns.isEmpty() && entities.organizationsReport == null) {
            throw usage("Name the accounts to ask: --org, --ou, --accounts or --caller; or the entities: --arn.");
        }
        accounts.check(line(), List.of());
        entities.check(line());
        if (!accounts.selects()
                && !entities.arns.isEmpty()
                && entities.accountsOfArns().isEmpty()) {
            throw usage(
                    "AWS-managed policies belong to no account; name the accounts to look in: --org, --accounts or --caller.");
        }
    }

    CreateScanRequest.Builder request() {
        var source = accounts.lastAccessed(line());
        if (ofOrganizationAlone()) {
            source.setOrganization(OrganizationAccounts.getDefaultInstance());
        }
        entities.addTo(source, accounts.selects());
        return Collecting.request(Source.newBuilder().setLastAccessed(source)).addAllAccountIds(accountIds());
    }

    private List<String> accountIds() {
        return accounts.selects()
                ? AccountIds.read(line(), "--accounts", accounts.accounts)
                : entities.accountsOfArns();
    }

    private ParameterException usage(String message) {
        return new ParameterException(line(), message);
    }

    private CommandLine line() {
        return spec.commandLine();
    }
}
