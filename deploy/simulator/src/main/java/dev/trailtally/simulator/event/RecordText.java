package dev.trailtally.simulator.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;

/** Writes a call as the record that CloudTrail would have. */
final class RecordText {

    private static final JsonFactory JSON = new JsonFactory();

    private final EventPlan plan;
    private final Call call;
    private final Instant time;
    private final JsonGenerator json;

    private RecordText(EventPlan plan, Call call, Instant time, JsonGenerator json) {
        this.plan = plan;
        this.call = call;
        this.time = time;
        this.json = json;
    }

    static String of(EventPlan plan, Call call, long epochSecond) {
        var text = new StringWriter(1600);
        try (var json = JSON.createGenerator(text)) {
            new RecordText(plan, call, Instant.ofEpochSecond(epochSecond), json).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void write() throws IOException {
        var action = call.action();
        json.writeStartObject();
        json.writeStringField("eventVersion", "1.11");
        userIdentity();
        json.writeStringField("eventTime", time.toString());
        json.writeStringField("eventSource", action.source());
        json.writeStringField("eventName", action.name());
        json.writeStringField("awsRegion", plan.region());
        json.writeStringField("sourceIPAddress", call.sourceIpAddress());
        json.writeStringField("userAgent", call.userAgent());
        outcome();
        json.writeStringField("requestID", new UUID(~call.id().getMostSignificantBits(), 42).toString());
        json.writeStringField("eventID", call.id().toString());
        json.writeBooleanField("readOnly", action.readOnly());
        resources();
        json.writeStringField("eventType", eventType());
        json.writeBooleanField("managementEvent", true);
        json.writeStringField("recipientAccountId", plan.account());
        json.writeStringField("eventCategory", "Management");
        json.writeEndObject();
    }

    private String eventType() {
        return call.action().equals(Action.CONSOLE_LOGIN) ? "AwsConsoleSignIn" : "AwsApiCall";
    }

    private void userIdentity() throws IOException {
        json.writeObjectFieldStart("userIdentity");
        json.writeStringField("type", call.caller().identityType());
        switch (call.caller()) {
            case IAM_USER -> {
                known("AIDA" + number(), "iam", "user/" + call.name());
                json.writeStringField("userName", call.name());
            }
            case ASSUMED_ROLE -> {
                known(
                        "AROA" + number() + ":" + call.session(),
                        "sts",
                        "assumed-role/" + call.name() + "/" + call.session());
                sessionContext("Role", "role/" + call.name());
            }
            case FEDERATED -> {
                known(plan.account() + ":" + call.name(), "sts", "federated-user/" + call.name());
                sessionContext("IAMUser", "user/" + Principals.FEDERATOR);
            }
            case ROOT -> known(plan.account(), "iam", "root");
            case AWS_SERVICE -> json.writeStringField("invokedBy", call.name());
            case WEB_IDENTITY -> {
                json.writeStringField(
                        "principalId", arn("iam", "oidc-provider/oidc.example.com") + ":shop:" + call.name());
                json.writeStringField("userName", call.name());
                json.writeStringField("identityProvider", arn("iam", "oidc-provider/oidc.example.com"));
            }
            case SAML -> {
                json.writeStringField("principalId", "SdJUcWGDbDZSKwxkMsRTjDsEXAMPLE=:" + call.name());
                json.writeStringField("userName", call.name());
                json.writeStringField("identityProvider", "SdJUcWGDbDZSKwxkMsRTjDsEXAMPLE=");
            }
            case OTHER_ACCOUNT -> {
                json.writeStringField("principalId", call.name());
                json.writeStringField("accountId", "999988887777");
            }
            case IDENTITY_CENTER -> identityCenter();
        }
        json.writeEndObject();
    }

    private void known(String principalId, String service, String resource) throws IOException {
        json.writeStringField("principalId", principalId);
        json.writeStringField("arn", arn(service, resource));
        json.writeStringField("accountId", plan.account());
        if (call.accessKeyId() != null) {
            json.writeStringField("accessKeyId", call.accessKeyId());
        }
    }

    private void sessionContext(String issuerType, String issuer) throws IOException {
        json.writeObjectFieldStart("sessionContext");
        json.writeObjectFieldStart("sessionIssuer");
        json.writeStringField("type", issuerType);
        json.writeStringField("principalId", (issuerType.equals("Role") ? "AROA" : "AIDA") + number());
        json.writeStringField("arn", arn("iam", issuer));
        json.writeStringField("accountId", plan.account());
        json.writeStringField("userName", issuer.substring(issuer.indexOf('/') + 1));
        json.writeEndObject();
        json.writeObjectFieldStart("attributes");
        json.writeStringField(
                "creationDate",
                Instant.ofEpochSecond(time.getEpochSecond() / 3600 * 3600).toString());
        json.writeStringField("mfaAuthenticated", "false");
        json.writeEndObject();
        json.writeEndObject();
    }

    private void identityCenter() throws IOException {
        json.writeStringField("accountId", plan.account());
        json.writeObjectFieldStart("onBehalfOf");
        json.writeStringField("userId", call.name());
        json.writeStringField(
                "identityStoreArn",
                "arn:" + plan.partition() + ":identitystore::" + plan.account() + ":identitystore/d-9067642ac7");
        json.writeEndObject();
        json.writeStringField("credentialId", "EXAMPLEVHULjJdTUdPJfofVa1sufHDoj7aYcOYcxFVllWR_Whr1fEXAMPLE");
    }

    private void outcome() throws IOException {
        if (call.action().equals(Action.CONSOLE_LOGIN)) {
            if (call.failed()) {
                json.writeStringField("errorMessage", "Failed authentication");
            }
            json.writeNullField("requestParameters");
            json.writeObjectFieldStart("responseElements");
            json.writeStringField("ConsoleLogin", call.failed() ? "Failure" : "Success");
            json.writeEndObject();
            return;
        }
        if (call.failed()) {
            json.writeStringField("errorCode", call.action().errorCode());
            json.writeStringField(
                    "errorMessage", "Not authorized to perform " + call.action().name() + ": \"denied\"");
        }
        json.writeObjectFieldStart("requestParameters");
        json.writeStringField("name", call.resource());
        json.writeEndObject();
        json.writeNullField("responseElements");
    }

    private void resources() throws IOException {
        if (call.action().resourceType() == null) {
            return;
        }
        json.writeArrayFieldStart("resources");
        json.writeStartObject();
        json.writeStringField("accountId", plan.account());
        json.writeStringField("type", call.action().resourceType());
        json.writeStringField("ARN", resourceArn(plan, call));
        json.writeEndObject();
        json.writeEndArray();
    }

    static String resourceArn(EventPlan plan, Call call) {
        var service = call.action().source().substring(0, call.action().source().indexOf('.'));
        return "arn:" + plan.partition() + ":" + service + ":" + plan.region() + ":" + plan.account() + ":"
                + call.resource();
    }

    private String arn(String service, String resource) {
        return "arn:" + plan.partition() + ":" + service + "::" + plan.account() + ":" + resource;
    }

    private String number() {
        return Principals.number(call.name());
    }
}
