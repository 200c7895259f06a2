package dev.trailtally.server.audit;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Finds the account ids of requests and answers by the names of their fields. */
final class MessageAccounts {

    private static final Set<String> ASKED = Set.of("account_id", "account_ids", "exclude_account_ids");
    private static final String RETURNED = "account_id";
    private static final int MAX_MESSAGES = 1_000;

    private MessageAccounts() {}

    /** Adds the ids in a request and in the messages within it. */
    static void addAsked(Message request, CountedAccounts ids) {
        Deque<Message> unread = new ArrayDeque<>(List.of(request));
        for (var read = 0; read < MAX_MESSAGES && !unread.isEmpty(); read++) {
            unread.remove().getAllFields().forEach((field, value) -> {
                if (field.getJavaType() == JavaType.MESSAGE) {
                    elements(field, value).stream()
                            .limit(MAX_MESSAGES)
                            .forEach(element -> unread.add((Message) element));
                } else if (ASKED.contains(field.getName())) {
                    elements(field, value).forEach(id -> ids.add(id.toString()));
                }
            });
        }
    }

    /**
     * Adds the ids of an answer and of its rows, but not of messages within rows: an answer may have 10,000 rows. A message
     * of a stream has one of several answers in it.
     *
     * @return the number of rows; an answer without a list is one row
     */
    static int addReturned(Message answer, CountedAccounts ids) {
        addOwn(answer, ids);
        var rows = 0;
        var hasRows = false;
        for (var field : answer.getDescriptorForType().getFields()) {
            if (field.getRealContainingOneof() != null
                    && field.getJavaType() == JavaType.MESSAGE
                    && answer.hasField(field)) {
                hasRows = true;
                rows += addReturned((Message) answer.getField(field), ids);
                continue;
            }
            if (!field.isRepeated() || field.isMapField() || field.getJavaType() != JavaType.MESSAGE) {
                continue;
            }
            hasRows = true;
            var list = elements(field, answer.getField(field));
            rows += list.size();
            if (field.getMessageType().findFieldByName(RETURNED) != null) {
                list.forEach(row -> addOwn((Message) row, ids));
            }
        }
        return hasRows ? rows : 1;
    }

    private static void addOwn(Message message, CountedAccounts ids) {
        var field = message.getDescriptorForType().findFieldByName(RETURNED);
        if (field != null && !field.isRepeated() && field.getJavaType() == JavaType.STRING) {
            ids.add((String) message.getField(field));
        }
    }

    private static List<?> elements(FieldDescriptor field, Object value) {
        return field.isRepeated() ? (List<?>) value : List.of(value);
    }
}
