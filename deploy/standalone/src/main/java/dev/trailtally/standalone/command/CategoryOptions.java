package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.EventCategory;
import java.util.List;
import picocli.CommandLine.Option;

/** Which events a report counts. */
final class CategoryOptions {

    @Option(
            names = {"--category", "--categories"},
            paramLabel = "<category,…>",
            split = ",",
            description =
                    "Count events of these categories: management, data, network-activity, insight, aggregated, or"
                            + " all; repeat the option or use commas. Default: calls, which are management and data events, and"
                            + " network activity events of calls that the policy of a VPC endpoint denied.")
    List<EventCategory> named = List.of();
}
