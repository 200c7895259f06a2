package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Source;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Of which accounts and of what in them to collect last-accessed data, as options. */
final class LastAccessedOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup(
            validate = false,
            heading = "%nWhich accounts (AWS credentials, AWS_PROFILE and AWS_ENDPOINT_URL… as in the AWS CLI):%n")
    private AccountOptions accounts = new AccountOptions();

    @ArgGroup(validate = false, heading = "%nWhat of IAM to collect:%n")
    private EntityOptions entities = new EntityOptions();

    /** Whether the user gave any of these options. */
    boolean given() {
        return accounts.given() || entities.given();
    }

    /** Whether the user named the types of entities. */
    boolean namesTypes() {
        return !entities.types.isEmpty();
    }

    /** The role that is assumed although the user named none. */
    @Nullable
    String usualRole() {
        return reportAlone() ? null : accounts.usualRole();
    }

    void check() {
        if (!accounts.selects() && entities.arns.isEmpty() && entities.organizationsReport == null) {
            throw usage("Say which accounts to ask: --org, --ou, --accounts or --caller; or what: --arn.");
        }
        accounts.check(line(), List.of());
        entities.check(line());
        if (!accounts.selects()
                && !entities.arns.isEmpty()
                && entities.accountsOfArns().isEmpty()) {
            throw usage("AWS-managed policies are of no account; say in which to look: --org, --accounts or --caller.");
        }
    }

    CreateScanRequest.Builder request() {
        var source = accounts.lastAccessed(line());
        if (reportAlone()) {
            source.setOrganization(OrganizationAccounts.getDefaultInstance());
        }
        entities.addTo(source, accounts.selects());
        return CreateScanRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setSource(Source.newBuilder().setLastAccessed(source))
                .addAllAccountIds(accountIds());
    }

    private List<String> accountIds() {
        return accounts.selects()
                ? AccountIds.read(line(), "--accounts", accounts.accounts)
                : entities.accountsOfArns();
    }

    private boolean reportAlone() {
        return !accounts.selects() && entities.arns.isEmpty();
    }

    private ParameterException usage(String message) {
        return new ParameterException(line(), message);
    }

    private CommandLine line() {
        return spec.commandLine();
    }
}
