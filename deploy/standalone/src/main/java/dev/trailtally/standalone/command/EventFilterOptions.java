package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.rpc.OptionalFields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events to print, as options; all given ones must match. */
final class EventFilterOptions {

    static final String CATEGORIES = "Only events of these categories: management, data, network-activity, insight,"
            + " aggregated; repeat the option or use commas. Default: all.";

    /** The order within an account, or of all events of one account. */
    enum Order {
        NEWEST,
        OLDEST
    }

    @Option(
            names = "--access-key",
            paramLabel = "<id>",
            description =
                    "Only events with this access key id, such as AKIAIOSFODNN7EXAMPLE; * matches any characters.")
    String accessKey = "";

    @Option(
            names = "--principal",
            paramLabel = "<arn|name>",
            description =
                    "Only events of this principal: its ARN, or its short form such as 111122223333:role/Deploy; *"
                            + " matches any characters.")
    String principal = "";

    @Option(
            names = "--session",
            paramLabel = "<name>",
            description = "Only events of role sessions with this name; * matches any characters.")
    String session = "";

    @Option(
            names = "--source-ip",
            paramLabel = "<address>",
            description =
                    "Only events from this address, or from a block such as 203.0.113.0/24; * matches any characters.")
    String sourceIp = "";

    @Option(
            names = "--service",
            paramLabel = "<service>",
            description = "Only events of this service: s3 is s3.amazonaws.com alone; * matches any characters.")
    String service = "";

    @Option(
            names = "--event-name",
            paramLabel = "<name>",
            description = "Only events with this name; * matches any characters.")
    String eventName = "";

    @Option(
            names = "--error-code",
            paramLabel = "<code>",
            description = "Only events with this error code; * matches any characters, and alone any code.")
    String errorCode = "";

    @Option(
            names = "--region",
            paramLabel = "<region>",
            description = "Only events in this region; * matches any characters.")
    String region = "";

    @Option(
            names = {"--category", "--categories"},
            paramLabel = "<category,…>",
            split = ",",
            description = CATEGORIES)
    List<EventCategory> categories = List.of();

    @Option(
            names = "--read-only",
            paramLabel = "true|false",
            arity = "1",
            description = "Only events that the records call read-only, or only the others.")
    @Nullable
    Boolean readOnly;

    @Option(
            names = {"--outcome", "--activity-type"},
            paramLabel = "ALL|SUCCESSFUL|FAILED",
            defaultValue = "ALL",
            description = "Only successful or only failed events. Default: ${DEFAULT-VALUE}")
    ActivityType outcome = ActivityType.ALL;

    @Option(
            names = "--order",
            paramLabel = "newest|oldest",
            defaultValue = "newest",
            description =
                    "Which events come first: overall for one account or for one --access-key without --account, else"
                            + " within each account. Default: ${DEFAULT-VALUE}")
    Order order = Order.NEWEST;

    @Option(
            names = "--raw",
            description =
                    "Also print the record's JSON, if it was kept (scan --keep-raw), as the last column or as raw.")
    boolean raw;

    void addTo(StreamEventsRequest.Builder request) {
        request.setAccessKeyId(accessKey)
                .setPrincipal(principal)
                .setSessionName(session)
                .setSourceIpAddress(sourceIp)
                .setService(service)
                .setEventName(eventName)
                .setErrorCode(errorCode)
                .setRegion(region)
                .addAllCategories(categories)
                .setOutcome(outcome.outcome())
                .setOrder(
                        switch (order) {
                            case NEWEST -> EventOrder.EVENT_ORDER_NEWEST_FIRST;
                            case OLDEST -> EventOrder.EVENT_ORDER_OLDEST_FIRST;
                        })
                .setIncludeRaw(raw);
        OptionalFields.set(readOnly, request::setReadOnly);
    }
}
