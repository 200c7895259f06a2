package dev.trailtally.simulator.region;

import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.organization.Organization;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which regions there are, and which of them an account has. */
record Regions(Organization organization, Faults faults) {

    private static final List<String> DEFAULT = List.of(
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2");
    private static final List<String> OPT_IN = List.of(
            "af-south-1",
            "ap-east-1",
            "ap-south-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ca-west-1",
            "eu-central-2",
            "eu-south-1",
            "eu-south-2",
            "il-central-1",
            "me-central-1",
            "me-south-1");
    private static final Set<String> OPT_IN_SET = Set.copyOf(OPT_IN);

    /** @param enabled for the account */
    record Region(String name, boolean optIn, boolean enabled) {

        String optInStatus() {
            if (!optIn && enabled) {
                return "opt-in-not-required";
            }
            return enabled ? "opted-in" : "not-opted-in";
        }

        String optStatus() {
            if (!enabled) {
                return "DISABLED";
            }
            return optIn ? "ENABLED" : "ENABLED_BY_DEFAULT";
        }
    }

    /** Every region of the partition, by name. */
    List<Region> of(String account) {
        var enabled = enabled(account);
        var names = new TreeSet<>(enabled);
        partition().forEach(names::add);
        return names.stream()
                .map(name -> new Region(name, OPT_IN_SET.contains(name), enabled.contains(name)))
                .toList();
    }

    Optional<Region> find(String account, String name) {
        return of(account).stream().filter(region -> region.name().equals(name)).findFirst();
    }

    private Set<String> enabled(String account) {
        var enabled = new TreeSet<>(
                organization.findAccount(account).orElseThrow().events().keySet());
        enabled.removeAll(faults.disabledRegions());
        return enabled;
    }

    private Stream<String> partition() {
        return switch (organization.partition()) {
            case "aws-cn" -> Stream.of("cn-north-1", "cn-northwest-1");
            case "aws-us-gov" -> Stream.of("us-gov-east-1", "us-gov-west-1");
            default -> Stream.concat(DEFAULT.stream(), OPT_IN.stream());
        };
    }
}
