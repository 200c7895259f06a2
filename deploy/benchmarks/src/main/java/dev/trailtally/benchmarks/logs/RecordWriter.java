package dev.trailtally.benchmarks.logs;

import java.util.List;
import java.util.SplittableRandom;

/** Writes one CloudTrail record, keys in the order in which CloudTrail writes them. */
final class RecordWriter {

    private final JsonBytes json;
    private final SplittableRandom random;

    RecordWriter(JsonBytes json, SplittableRandom random) {
        this.json = json;
        this.random = random;
    }

    void write(Call call) {
        var action = call.action();
        json.raw("{\"eventVersion\":\"1.11\",");
        Identity.write(json, call);
        json.raw("\"eventTime\":").instant(call.epochSecond()).raw(",");
        json.field("eventSource", action.eventSource()).raw(",").field("eventName", action.eventName());
        json.raw(",").field("awsRegion", call.region());
        json.raw(",").field("sourceIPAddress", pick(call.caller().sourceIps()));
        json.raw(",").field("userAgent", pick(call.caller().userAgents())).raw(",");
        error(call);
        new Parameters(json, random).write(call);
        json.raw("\"requestID\":").uuid(random).raw(",\"eventID\":").uuid(random);
        json.raw(",\"readOnly\":").raw(Boolean.toString(action.readOnly())).raw(",");
        resources(call);
        json.raw(
                action.eventName().equals("ConsoleLogin")
                        ? "\"eventType\":\"AwsConsoleSignIn\""
                        : "\"eventType\":\"AwsApiCall\"");
        json.raw(",\"managementEvent\":").raw(Boolean.toString(!action.data()));
        json.raw(",").field("recipientAccountId", call.account().id());
        json.raw(action.data() ? ",\"eventCategory\":\"Data\"" : ",\"eventCategory\":\"Management\"");
        if (call.caller().type() != CallerType.AWS_SERVICE) {
            json.raw(",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",");
            json.field("clientProvidedHostHeader", action.service() + "." + call.region() + ".amazonaws.com")
                    .raw("}");
        }
        json.raw("}");
    }

    private void error(Call call) {
        if (!call.failed()) {
            return;
        }
        if (call.errorCode().isEmpty()) {
            json.raw("\"errorMessage\":\"Failed authentication\",");
            return;
        }
        json.field("errorCode", call.errorCode()).raw(",");
        json.field(
                        "errorMessage",
                        "User: arn:aws:iam::%s:%s is not authorized to perform: %s:%s because no policy allows it (\"%s\")"
                                .formatted(
                                        call.account().id(),
                                        call.caller().name(),
                                        call.action().service(),
                                        call.action().eventName(),
                                        call.errorCode()))
                .raw(",");
    }

    private void resources(Call call) {
        if (!call.action().data() && random.nextInt(4) != 0) {
            return;
        }
        json.raw("\"resources\":[{").field("accountId", call.account().id());
        json.raw(",").field("type", "AWS::" + call.action().service() + "::Resource");
        json.raw(",\"ARN\":\"arn:aws:").raw(call.action().service()).raw(":::resource-");
        json.token(random, JsonBytes.HEX, 12).raw("\"}],");
    }

    private String pick(List<String> values) {
        return values.get(values.size() == 1 ? 0 : random.nextInt(values.size()));
    }
}
