package dev.trailtally.collector.account;

import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * A part of AWS with accounts, regions and credentials of its own.
 *
 * @param home the region of its global services, among them Organizations and Account
 */
record Partition(String id, Region home) {

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
}
