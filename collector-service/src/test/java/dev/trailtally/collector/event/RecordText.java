package dev.trailtally.collector.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The JSON of a CloudTrail record that a test makes: a whole event, with what the test changes. */
public final class RecordText {

    public static final String ACCOUNT = "111122223333";

    private final Map<String, String> members = new LinkedHashMap<>();

    private RecordText() {}

    /** A successful call of S3 by a user; its event id is made of its name and the number. */
    public static RecordText of(String eventName, int number) {
        return new RecordText()
                .with("eventVersion", "'1.11'")
                .with("userIdentity", "{'type':'IAMUser','arn':'arn:aws:iam::111122223333:user/u','userName':'u'}")
                .with("eventTime", "'2024-05-01T10:00:00Z'")
                .with("eventSource", "'s3.amazonaws.com'")
                .with("eventName", "'" + eventName + "'")
                .with("awsRegion", "'eu-west-1'")
                .with("eventID", "'" + eventName + " " + number + "'")
                .with("recipientAccountId", "'" + ACCOUNT + "'");
    }

    /** Sets a member to a JSON value, in which quotes are written as apostrophes. */
    public RecordText with(String member, String json) {
        members.put(member, json.replace('\'', '"'));
        return this;
    }

    /** Adds the members of a JSON object. */
    public RecordText and(String object) {
        if (object.equals("{}")) {
            return this;
        }
        int colon = object.indexOf(':');
        // One pair is enough: what follows its value stays as it is.
        return with(object.substring(2, colon - 1), object.substring(colon + 1, object.length() - 1));
    }

    /** Takes a member away. */
    public RecordText without(String member) {
        members.remove(member);
        return this;
    }

    /** The members in the opposite order. */
    public RecordText reversed() {
        var reversed = new RecordText();
        new ArrayList<>(members.entrySet())
                .reversed()
                .forEach(member -> reversed.members.put(member.getKey(), member.getValue()));
        return reversed;
    }

    /** A log object of these records. */
    public static String object(List<RecordText> records) {
        return records.stream().map(RecordText::toString).collect(Collectors.joining(",", "{\"Records\":[", "]}"));
    }

    @Override
    public String toString() {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
