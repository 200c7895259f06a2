package dev.trailtally.report.iamaction;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which IAM actions the call of an event itself needs, without those that other services check afterwards. */
public final class ActionMap {

    // Lambda and CloudFront log the version of their API: UpdateFunctionCode20150331v2, GetDistribution2020_05_31.
    private static final Pattern API_VERSION = Pattern.compile("(?:[0-9]{8}|[0-9]{4}_[0-9]{2}_[0-9]{2})(?:v[0-9]+)?$");

    private static final NeededPermission NOT_MAPPED = new NeededPermission.NotMapped();

    private ActionMap() {}

    /** The underlying data set, with its version. */
    public static String dataSet() {
        return ActionTable.SHIPPED.dataSet();
    }

    /** IAM's name of a service, such as "cloudwatch" for "monitoring.amazonaws.com"; empty if it is not known. */
    public static Optional<String> namespace(String eventSource) {
        return Optional.ofNullable(ActionTable.SHIPPED.services().get(eventSource))
                .map(ActionTable.Service::namespace);
    }

    public static NeededPermission of(String eventSource, String eventName) {
        var service = ActionTable.SHIPPED.services().get(eventSource);
        if (service == null) {
            return NOT_MAPPED;
        }
        var permission = service.events().get(eventName);
        if (permission != null) {
            return permission;
        }
        var unversioned = API_VERSION.matcher(eventName).replaceFirst("");
        return service.events().getOrDefault(unversioned, NOT_MAPPED);
    }
}
