package dev.trailtally.standalone.golden;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Fields that differ from run to run although the logs are the same, by their full names, with the reason. */
final class LeftOut {

    private static final String PACKAGE = "trailtally.report.v1.";
    private static final String COLLECTED = "when IAM's data was collected";
    private static final String CUT = "where an account's messages are cut, which depends on their size and on time";
    private static final String NEWER = "newer than the answers that are kept";
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("RegionCoverage.last_listing_time", "when the logs were collected"),
            Map.entry("LookupGap.scan_id", "random"),
            Map.entry("Coverage.categories", NEWER),
            Map.entry("Event.category", NEWER),
            Map.entry("Event.shared_event_id", NEWER),
            Map.entry("Chart.content", "drawn by the fonts of the JDK; title and description have the numbers"),
            Map.entry("AccountServiceUsage.continued", CUT),
            Map.entry("AccountEvents.continued", CUT),
            Map.entry("AccessScope.oldest_generated_time", COLLECTED),
            Map.entry("AccessScope.newest_generated_time", COLLECTED),
            Map.entry("AccessCoverage.oldest_generated_time", COLLECTED),
            Map.entry("AccessCoverage.newest_generated_time", COLLECTED),
            Map.entry("EntityListing.listing_time", COLLECTED),
            Map.entry("AccessFailure.failure_time", COLLECTED),
            Map.entry("EntityLastAccessed.job_creation_date", COLLECTED),
            Map.entry("EntityLastAccessed.job_completion_date", COLLECTED),
            Map.entry("EntityLastAccessed.generated_time", COLLECTED),
            Map.entry("EntityLastAccessed.actions_generated_time", COLLECTED),
            Map.entry("EntityLastAccessed.tracked_from", COLLECTED),
            Map.entry("EntityLastAccessed.complete_until", COLLECTED),
            Map.entry("EntityLastAccessed.granting_policies_time", COLLECTED),
            Map.entry("EntityLastAccessed.accessors_time", COLLECTED),
            Map.entry("ServiceLastAccessed.since_time", COLLECTED),
            Map.entry("TrackedActionLastAccessed.since_time", COLLECTED),
            Map.entry("UnusedAccess.generated_time", COLLECTED),
            Map.entry("PermissionUsage.generated_time", COLLECTED),
            Map.entry("AccessChange.generated_time", COLLECTED));

    /** Whether a message of this type can have such a field, itself or below. */
    private static final Map<Descriptor, Boolean> CONCERNED = new ConcurrentHashMap<>();

    private LeftOut() {}

    /** The message without these fields. */
    static Message from(Message message) {
        if (!isConcerned(message.getDescriptorForType())) {
            return message;
        }
        var builder = message.toBuilder();
        for (var entry : message.getAllFields().entrySet()) {
            var field = entry.getKey();
            if (isLeftOut(field)) {
                builder.clearField(field);
            } else if (field.getJavaType() == JavaType.MESSAGE) {
                builder.setField(
                        field,
                        entry.getValue() instanceof List<?> elements
                                ? elements.stream()
                                        .map(element -> from((Message) element))
                                        .toList()
                                : from((Message) entry.getValue()));
            }
        }
        return builder.build();
    }

    private static boolean isLeftOut(FieldDescriptor field) {
        return field.getFullName().startsWith(PACKAGE)
                && FIELDS.containsKey(field.getFullName().substring(PACKAGE.length()));
    }

    private static boolean isConcerned(Descriptor type) {
        var known = CONCERNED.get(type);
        if (known != null) {
            return known;
        }
        var reached = new HashSet<Descriptor>();
        reach(type, reached);
        var concerned =
                reached.stream().flatMap(each -> each.getFields().stream()).anyMatch(LeftOut::isLeftOut);
        CONCERNED.put(type, concerned);
        return concerned;
    }

    private static void reach(Descriptor type, Set<Descriptor> reached) {
        if (reached.add(type)) {
            type.getFields().stream()
                    .filter(field -> field.getJavaType() == JavaType.MESSAGE)
                    .forEach(field -> reach(field.getMessageType(), reached));
        }
    }
}
