package dev.trailtally.standalone.command;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.LookupAttribute;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.RegionSource;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.rpc.OptionalFields;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of LookupEvents. */
final class LookupOptions {

    private static final Duration MIN_DEADLINE = Duration.ofMinutes(1);
    private static final Duration MAX_DEADLINE = Duration.ofDays(7);

    /** The API that lists the regions. */
    enum RegionsFrom {
        EC2,
        ACCOUNT
    }

    @ArgGroup(validate = false)
    AccountOptions accounts = new AccountOptions();

    @Option(
            names = "--regions-from",
            paramLabel = "ec2|account",
            description = "Find the enabled regions with ec2:DescribeRegions or account:ListRegions. Default: ec2;"
                    + " --regions overrides it.")
    @Nullable
    RegionsFrom regionsFrom;

    @Option(
            names = "--lookup",
            paramLabel = "<attribute>=<value>",
            description =
                    "Only events with this attribute, one of AccessKeyId, EventId, EventName, EventSource,"
                            + " ReadOnly, ResourceName, ResourceType, Username. Such a scan does not count as complete coverage.")
    @Nullable
    LookupAttribute attribute;

    @Option(
            names = "--unit-deadline",
            paramLabel = "<duration>",
            description = "How long one account and region may take. Default: 7d.")
    @Nullable
    Duration unitDeadline;

    /** Whether the user requests LookupEvents. */
    boolean given() {
        return accounts.given() || regionsFrom != null || attribute != null || unitDeadline != null;
    }

    void check(CommandLine line, List<String> alsoAccounts) {
        if (!accounts.selects() && alsoAccounts.isEmpty()) {
            throw new ParameterException(line, "Name the accounts to ask: --org, --ou, --accounts or --caller.");
        }
        accounts.check(line, alsoAccounts);
        OptionValues.check(line, "--unit-deadline", unitDeadline, MIN_DEADLINE, MAX_DEADLINE);
    }

    Source.Builder source(CommandLine line) {
        var source = LookupSource.newBuilder();
        OptionalFields.set(accounts.organizationAccounts(line), source::setOrganization);
        OptionalFields.set(accounts.assumedRole(), source::setRole);
        if (regionsFrom != null) {
            source.setRegionSource(
                    switch (regionsFrom) {
                        case EC2 -> RegionSource.REGION_SOURCE_EC2;
                        case ACCOUNT -> RegionSource.REGION_SOURCE_ACCOUNT;
                    });
        }
        OptionalFields.set(attribute, source::setAttribute);
        source.setUnitDeadline(Durations.fromMillis((unitDeadline == null ? MAX_DEADLINE : unitDeadline).toMillis()));
        return Source.newBuilder().setLookup(source);
    }
}
