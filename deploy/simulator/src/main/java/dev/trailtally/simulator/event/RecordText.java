package dev.trailtally.simulator.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trailtally.simulator.record.IdentityJson;
import dev.trailtally.simulator.record.IdentityJson.Session;
import dev.trailtally.simulator.record.JsonBytes;
import dev.trailtally.simulator.record.RecordJson;
import java.util.UUID;

/** Writes a call as the record that CloudTrail would have. */
final class RecordText {

    private static final long HOUR = 3_600;
    private static final String SAML_PROVIDER = "SdJUcWGDbDZSKwxkMsRTjDsEXAMPLE=";

    private RecordText() {}

    static String of(EventPlan plan, Call call, long epochSecond) {
        var json = new JsonBytes();
        var record = new RecordJson(json);
        var action = call.action();
        identity(record.begin("1.11", plan.partition(), plan.account()), call, epochSecond);
        record.call(epochSecond, action.source(), action.name(), plan.region());
        record.origin(call.sourceIpAddress(), call.userAgent());
        outcome(record, call);
        record.ids(
                new UUID(~call.id().getMostSignificantBits(), 42).toString(),
                call.id().toString());
        record.readOnly(action.readOnly());
        if (action.resourceType() != null) {
            record.resource(plan.account(), action.resourceType(), resourceArn(plan, call));
        }
        record.end(isLogin(call) ? "AwsConsoleSignIn" : "AwsApiCall", "Management", plan.account());
        record.close();
        return new String(json.copy(), UTF_8);
    }

    private static boolean isLogin(Call call) {
        return call.action().equals(Action.CONSOLE_LOGIN);
    }

    private static void identity(IdentityJson identity, Call call, long epochSecond) {
        var number = Principals.number(call.name());
        var created = epochSecond - epochSecond % HOUR;
        switch (call.caller()) {
            case IAM_USER -> identity.user(number, call.name(), call.accessKeyId());
            case ASSUMED_ROLE ->
                identity.role(number, call.name(), new Session(call.session(), call.accessKeyId(), created), false);
            case FEDERATED ->
                identity.federated(number, Principals.FEDERATOR, new Session(call.name(), call.accessKeyId(), created));
            case ROOT -> identity.root(call.accessKeyId());
            case AWS_SERVICE -> identity.service(call.name());
            case WEB_IDENTITY -> identity.webIdentity("oidc.example.com", "shop:" + call.name(), call.name());
            case SAML -> identity.saml(SAML_PROVIDER, call.name());
            case OTHER_ACCOUNT -> identity.ofAccount(call.name(), "999988887777");
            case IDENTITY_CENTER ->
                identity.identityCenter(call.name(), "EXAMPLEVHULjJdTUdPJfofVa1sufHDoj7aYcOYcxFVllWR_Whr1fEXAMPLE");
        }
    }

    private static void outcome(RecordJson record, Call call) {
        if (isLogin(call)) {
            if (call.failed()) {
                record.error("", "Failed authentication");
            }
            record.parameters("null", "{\"ConsoleLogin\":\"" + (call.failed() ? "Failure" : "Success") + "\"}");
            return;
        }
        if (call.failed()) {
            record.error(
                    call.action().errorCode(),
                    "Not authorized to perform " + call.action().name() + ": \"denied\"");
        }
        record.parameters("{\"name\":\"" + call.resource() + "\"}", "null");
    }

    static String resourceArn(EventPlan plan, Call call) {
        var service = call.action().source().substring(0, call.action().source().indexOf('.'));
        return "arn:" + plan.partition() + ":" + service + ":" + plan.region() + ":" + plan.account() + ":"
                + call.resource();
    }
}
