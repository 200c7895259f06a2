package dev.trailtally.simulator.record;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Writes CloudTrail records. Its methods are called in their order here: that of the keys that CloudTrail writes. */
public final class RecordJson {

    private final JsonBytes json;

    public RecordJson(JsonBytes json) {
        this.json = json;
    }

    /** Begins a record; the next thing to write is the identity. */
    public IdentityJson begin(String eventVersion, String partition, String accountId) {
        json.raw("{").field("eventVersion", eventVersion).raw(",");
        return new IdentityJson(json, partition, accountId);
    }

    public void call(long epochSecond, String eventSource, String eventName, String region) {
        json.raw("\"eventTime\":").instant(epochSecond).raw(",");
        field("eventSource", eventSource);
        field("eventName", eventName);
        field("awsRegion", region);
    }

    public void origin(String sourceIpAddress, String userAgent) {
        field("sourceIPAddress", sourceIpAddress);
        field("userAgent", userAgent);
    }

    /** @param errorCode empty for a failure that has a message alone */
    public void error(String errorCode, String errorMessage) {
        if (!errorCode.isEmpty()) {
            field("errorCode", errorCode);
        }
        field("errorMessage", errorMessage);
    }

    /** Both as JSON in ASCII. */
    public void parameters(String requestParameters, String responseElements) {
        json.raw("\"requestParameters\":").raw(requestParameters).raw(",\"responseElements\":");
        json.raw(responseElements).raw(",");
    }

    public void ids(SplittableRandom random) {
        json.raw("\"requestID\":").uuid(random).raw(",");
        eventId(random);
    }

    public void eventId(SplittableRandom random) {
        json.raw("\"eventID\":").uuid(random).raw(",");
    }

    public void ids(String requestId, String eventId) {
        field("requestID", requestId);
        field("eventID", eventId);
    }

    public void readOnly(boolean readOnly) {
        json.raw("\"readOnly\":").raw(Boolean.toString(readOnly)).raw(",");
    }

    public void resource(String accountId, String type, String arn) {
        json.raw("\"resources\":[{").field("accountId", accountId).raw(",");
        field("type", type);
        json.field("ARN", arn).raw("}],");
    }

    /** @param category null for a record that has none */
    public void end(String eventType, @Nullable String category, String recipientAccountId) {
        field("eventType", eventType);
        if (category != null) {
            json.raw("\"managementEvent\":").raw(Boolean.toString(category.equals("Management")));
            json.raw(",");
        }
        json.field("recipientAccountId", recipientAccountId);
        if (category != null) {
            json.raw(",").field("eventCategory", category);
        }
    }

    /** With {@code host} as the header that the client sent. */
    public void tls(String host) {
        json.raw(",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",");
        json.field("clientProvidedHostHeader", host).raw("}");
    }

    public void close() {
        json.raw("}");
    }

    private void field(String name, String value) {
        json.field(name, value).raw(",");
    }
}
