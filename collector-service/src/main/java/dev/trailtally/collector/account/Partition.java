package dev.trailtally.collector.account;

import java.util.Set;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * A part of AWS with accounts, regions and credentials of its own.
 *
 * @param home the region of its global services, among them Organizations and Account
 */
record Partition(String id, Region home) {

    // Regions older than 20 March 2019. AWS source: Account Management Reference Guide, "Enable or disable AWS Regions
    // in your account".
    private static final Set<String> ENABLED_BY_DEFAULT = Set.of(
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

    static Partition of(Region region) {
        var id = PartitionMetadata.of(region).id();
        return new Partition(
                id,
                switch (id) {
                    case "aws" -> Region.US_EAST_1;
                    case "aws-cn" -> Region.CN_NORTHWEST_1;
                    case "aws-us-gov" -> Region.US_GOV_WEST_1;
                    default -> region;
                });
    }

    /** Whether every account has the region, unless it disabled it. China and GovCloud have no others. */
    static boolean isEnabledByDefault(String region) {
        return ENABLED_BY_DEFAULT.contains(region)
                || !PartitionMetadata.of(Region.of(region)).id().equals("aws");
    }
}
