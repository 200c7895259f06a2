package dev.trailtally.server.caller;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Hides the accounts that a caller may not see in the free texts of messages. */
record MaskedTexts(VisibleAccounts visible) {

    private static final Pattern ACCOUNT = Pattern.compile("(?<![0-9])[0-9]{12}(?![0-9])");
    private static final String HIDDEN = "************";
    private static final Set<String> FREE_TEXTS =
            Set.of("message", "failure_message", "next_step", "waiting_reason", "detail", "object_uri");

    @SuppressWarnings("unchecked") // a builder of a message builds messages of its class
    <M extends Message> M of(M message) {
        var builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (field.isMapField()) {
                return;
            }
            if (field.isRepeated()) {
                var values = (List<?>) value;
                for (int i = 0; i < values.size(); i++) {
                    builder.setRepeatedField(field, i, value(field, values.get(i)));
                }
            } else {
                builder.setField(field, value(field, value));
            }
        });
        return (M) builder.build();
    }

    private Object value(FieldDescriptor field, Object value) {
        if (value instanceof Message message) {
            return of(message);
        }
        return value instanceof String text && FREE_TEXTS.contains(field.getName()) ? text(text) : value;
    }

    String text(String text) {
        return ACCOUNT.matcher(text)
                .replaceAll(account -> visible.contains(Long.parseLong(account.group())) ? account.group() : HIDDEN);
    }
}
