package dev.trailtally.benchmarks.logs;

import dev.trailtally.simulator.record.IdentityJson;
import dev.trailtally.simulator.record.IdentityJson.Session;
import dev.trailtally.simulator.record.JsonBytes;
import dev.trailtally.simulator.record.RecordJson;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Writes a call as a CloudTrail record. */
final class RecordWriter {

    private static final long HOUR = 3_600;

    private final RecordJson record;
    private final Parameters parameters;
    private final SplittableRandom random;

    RecordWriter(JsonBytes json, SplittableRandom random) {
        this.record = new RecordJson(json);
        this.parameters = new Parameters(json, random);
        this.random = random;
    }

    void write(Call call) {
        var action = call.action();
        var account = call.account().id();
        identity(record.begin("1.11", "aws", call.caller().accountId()), call);
        record.call(call.epochSecond(), action.eventSource(), action.eventName(), call.region());
        record.origin(pick(call.caller().sourceIps()), pick(call.caller().userAgents()));
        if (call.failed()) {
            record.error(call.errorCode(), errorMessage(call));
        }
        parameters.write(call);
        record.ids(random);
        record.readOnly(action.readOnly());
        if (action.data() || random.nextInt(4) == 0) {
            record.resource(
                    account,
                    "AWS::" + action.service() + "::Resource",
                    "arn:aws:" + action.service() + ":::resource-" + JsonBytes.letters(random, JsonBytes.HEX, 12));
        }
        record.end(
                action.eventName().equals("ConsoleLogin") ? "AwsConsoleSignIn" : "AwsApiCall",
                action.data() ? "Data" : "Management",
                account);
        if (call.caller().type() != CallerType.AWS_SERVICE) {
            record.tls(action.service() + "." + call.region() + ".amazonaws.com");
        }
        record.close();
    }

    private static void identity(IdentityJson identity, Call call) {
        var caller = call.caller();
        var id = caller.uniqueId();
        switch (caller.type()) {
            case ASSUMED_ROLE ->
                identity.role(id, caller.name(), session(call, call.epochSecond() - call.epochSecond() % HOUR), true);
            case AWS_SERVICE -> identity.service(caller.name());
            case IAM_USER -> identity.user(id, caller.name(), "AKIA" + id);
            case WEB_IDENTITY ->
                identity.webIdentity(
                        "oidc.eks.us-east-1.amazonaws.com/id/" + id,
                        "sts.amazonaws.com:" + caller.name(),
                        caller.name());
            case SAML -> identity.saml(id + "=", caller.name());
            case IDENTITY_CENTER -> identity.identityCenter("d4c8f4a8-" + id, "EXAMPLE" + id);
            case AWS_ACCOUNT -> identity.ofAccount("AIDA" + id, caller.name());
            case FEDERATED -> identity.federated(id, caller.name(), session(call, null));
            case ROOT -> identity.root("");
        }
    }

    /** Temporary credentials: another access key each hour, the same for all events of a session within the hour. */
    private static Session session(Call call, @Nullable Long created) {
        var random = Seeds.random(call.caller().seed(), 'k', call.session(), call.epochSecond() / HOUR);
        return new Session(
                call.caller().sessions().get(call.session()),
                "ASIA" + JsonBytes.letters(random, JsonBytes.UPPER_AND_DIGITS, 16),
                created);
    }

    private static String errorMessage(Call call) {
        return call.errorCode().isEmpty()
                ? "Failed authentication"
                : "User: arn:aws:iam::%s:%s is not authorized to perform: %s:%s because no policy allows it (\"%s\")"
                        .formatted(
                                call.account().id(),
                                call.caller().name(),
                                call.action().service(),
                                call.action().eventName(),
                                call.errorCode());
    }

    private String pick(List<String> values) {
        return values.get(values.size() == 1 ? 0 : random.nextInt(values.size()));
    }
}
