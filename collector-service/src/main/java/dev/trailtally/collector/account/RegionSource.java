package dev.trailtally.collector.account;

/** The API that lists the regions that an account has enabled. */
public enum RegionSource {
    /** {@code ec2:DescribeRegions}. */
    EC2,
    /** {@code account:ListRegions}. */
    ACCOUNT
}
