package dev.trailtally.benchmarks.logs;

import java.util.List;

/** Region names; the first is the one that records of global services name. */
final class Regions {

    static final List<String> NAMES = List.of(
            "us-east-1",
            "eu-west-1",
            "us-west-2",
            "eu-central-1",
            "ap-southeast-1",
            "us-east-2",
            "ap-northeast-1",
            "eu-west-2",
            "ap-southeast-2",
            "sa-east-1",
            "ca-central-1",
            "ap-south-1",
            "eu-north-1",
            "eu-west-3",
            "ap-northeast-2",
            "us-west-1");

    private Regions() {}
}
