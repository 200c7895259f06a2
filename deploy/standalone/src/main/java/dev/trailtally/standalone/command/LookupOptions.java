package dev.trailtally.standalone.command;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.LookupAttribute;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.RegionSource;
import dev.trailtally.collector.v1.Source;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which accounts to ask by LookupEvents, as options. */
final class LookupOptions {

    private static final Duration MIN_DEADLINE = Duration.ofMinutes(1);
    private static final Duration MAX_DEADLINE = Duration.ofDays(7);

    /** Which API names the regions. */
    enum RegionsFrom {
        EC2,
        ACCOUNT
    }

    @Option(names = "--org", description = "The accounts of your AWS organization that are ACTIVE.")
    boolean organization;

    @Option(
            names = "--ou",
            paramLabel = "<id|name>",
            description = "Only accounts in this organizational unit or below; repeatable. Implies --org.")
    List<String> units = List.of();

    @Option(
            names = "--accounts",
            paramLabel = "<id,…|@file>",
            description = "Exactly these accounts (with --org: only these of it): twelve digits each, with commas, or"
                    + " a file with one a line; # starts a comment.")
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

    @Option(
            names = "--regions-from",
            paramLabel = "ec2|account",
            description = "Ask for enabled regions by ec2:DescribeRegions or account:ListRegions. Default: ec2;"
                    + " --regions overrides it.")
    @Nullable
    RegionsFrom regionsFrom;

    @Option(
            names = "--lookup",
            paramLabel = "<attribute>=<value>",
            converter = LookupAttributeConverter.class,
            description = "Only events with this attribute, one of AccessKeyId, EventId, EventName, EventSource,"
                    + " ReadOnly, ResourceName, ResourceType, Username. Such a scan is no complete coverage.")
    @Nullable
    LookupAttribute attribute;

    @Option(
            names = "--unit-deadline",
            paramLabel = "<duration>",
            converter = DurationConverter.class,
            description = "How long one account and region may take. Default: 24h.")
    @Nullable
    Duration unitDeadline;

    /** Whether the user wants LookupEvents. */
    boolean given() {
        return selects()
                || !excluded.isEmpty()
                || role.given()
                || regionsFrom != null
                || attribute != null
                || unitDeadline != null;
    }

    boolean organizationWide() {
        return organization || !units.isEmpty();
    }

    void check(CommandLine line, List<String> alsoAccounts) {
        if (!selects() && alsoAccounts.isEmpty()) {
            throw new ParameterException(line, "Say which accounts to ask: --org, --ou, --accounts or --caller.");
        }
        if (caller && (organizationWide() || !accounts.isEmpty() || !alsoAccounts.isEmpty())) {
            throw new ParameterException(
                    line, "--caller is your own account alone; leave out --org, --ou, --accounts.");
        }
        if (caller && role.given()) {
            throw new ParameterException(
                    line, "Your own account is read with your own credentials; leave out --role and its like.");
        }
        if (!excluded.isEmpty() && !organizationWide()) {
            throw new ParameterException(line, "--exclude goes with --org or --ou.");
        }
        AccountIds.read(line, "--accounts", accounts);
        AccountIds.read(line, "--exclude", excluded);
        role.check(line);
        DurationConverter.check(line, "--unit-deadline", unitDeadline, MIN_DEADLINE, MAX_DEADLINE);
    }

    Source source(CommandLine line) {
        var source = LookupSource.newBuilder();
        if (organizationWide()) {
            source.setOrganization(OrganizationAccounts.newBuilder()
                    .addAllOrganizationalUnits(units)
                    .addAllExcludeAccountIds(AccountIds.read(line, "--exclude", excluded)));
        }
        if (!caller) {
            source.setRole(role.role());
        }
        if (regionsFrom != null) {
            source.setRegionSource(
                    switch (regionsFrom) {
                        case EC2 -> RegionSource.REGION_SOURCE_EC2;
                        case ACCOUNT -> RegionSource.REGION_SOURCE_ACCOUNT;
                    });
        }
        if (attribute != null) {
            source.setAttribute(attribute);
        }
        if (unitDeadline != null) {
            source.setUnitDeadline(Durations.fromMillis(unitDeadline.toMillis()));
        }
        return Source.newBuilder().setLookup(source).build();
    }

    private boolean selects() {
        return organizationWide() || caller || !accounts.isEmpty();
    }
}
