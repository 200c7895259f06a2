package dev.trailtally.collector.account;

/** Who is asked which regions an account has enabled. */
public enum RegionSource {
    /** {@code ec2:DescribeRegions}. */
    EC2,
    /** {@code account:ListRegions}. */
    ACCOUNT
}
