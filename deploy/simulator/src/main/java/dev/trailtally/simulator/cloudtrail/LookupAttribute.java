package dev.trailtally.simulator.cloudtrail;

import dev.trailtally.simulator.event.EventFacts;
import dev.trailtally.simulator.protocol.AwsException;

/** The one attribute that events may be looked up by. */
record LookupAttribute(Key key, String value) {

    enum Key {
        ACCESS_KEY_ID("AccessKeyId"),
        EVENT_ID("EventId"),
        EVENT_NAME("EventName"),
        EVENT_SOURCE("EventSource"),
        READ_ONLY("ReadOnly"),
        RESOURCE_NAME("ResourceName"),
        RESOURCE_TYPE("ResourceType"),
        USERNAME("Username");

        private final String text;

        Key(String text) {
            this.text = text;
        }

        static Key of(String text) {
            for (var key : values()) {
                if (key.text.equals(text)) {
                    return key;
                }
            }
            throw AwsException.badRequest("InvalidLookupAttributesException", "Not an attribute key: " + text);
        }
    }

    LookupAttribute {
        if (value.isEmpty() || value.length() > 2000) {
            throw AwsException.badRequest(
                    "InvalidLookupAttributesException", "AttributeValue is not from 1 to 2000 characters long");
        }
    }

    boolean matches(EventFacts facts) {
        return switch (key) {
            case ACCESS_KEY_ID -> value.equals(facts.accessKeyId());
            case EVENT_ID -> value.equals(facts.id());
            case EVENT_NAME -> value.equals(facts.name());
            case EVENT_SOURCE -> value.equals(facts.source());
            case READ_ONLY -> value.equals(Boolean.toString(facts.readOnly()));
            case RESOURCE_NAME ->
                facts.resources().stream().anyMatch(resource -> resource.name().equals(value));
            case RESOURCE_TYPE ->
                facts.resources().stream().anyMatch(resource -> resource.type().equals(value));
            case USERNAME -> value.equals(facts.username());
        };
    }
}
