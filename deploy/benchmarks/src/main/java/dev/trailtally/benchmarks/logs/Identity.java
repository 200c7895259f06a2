package dev.trailtally.benchmarks.logs;

/** Writes userIdentity as CloudTrail does for each type. */
final class Identity {

    private static final long HOUR = 3_600;

    private Identity() {}

    static void write(JsonBytes json, Call call) {
        var caller = call.caller();
        json.raw("\"userIdentity\":{").field("type", caller.type().json());
        switch (caller.type()) {
            case ASSUMED_ROLE -> assumedRole(json, call);
            case AWS_SERVICE -> json.raw(",").field("invokedBy", caller.name());
            case IAM_USER -> iamUser(json, caller);
            case WEB_IDENTITY -> webIdentity(json, caller);
            case SAML -> saml(json, caller);
            case IDENTITY_CENTER -> identityCenter(json, caller);
            case AWS_ACCOUNT ->
                json.raw(",")
                        .field("principalId", "AIDA" + caller.uniqueId())
                        .raw(",")
                        .field("accountId", caller.name());
            case FEDERATED -> federated(json, call);
            case ROOT -> root(json, caller);
        }
        json.raw("},");
    }

    private static void assumedRole(JsonBytes json, Call call) {
        var caller = call.caller();
        var name = caller.sessions().get(call.session());
        json.raw(",").field("principalId", "AROA" + caller.uniqueId() + ":" + name);
        json.raw(",")
                .field("arn", "arn:aws:sts::" + caller.accountId() + ":assumed-role/" + caller.name() + "/" + name);
        json.raw(",").field("accountId", caller.accountId());
        hourlyKey(json, call);
        json.raw(",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",");
        json.field("principalId", "AROA" + caller.uniqueId()).raw(",");
        json.field("arn", "arn:aws:iam::" + caller.accountId() + ":role/" + caller.name())
                .raw(",");
        json.field("accountId", caller.accountId()).raw(",").field("userName", caller.name());
        json.raw("},\"webIdFederationData\":{},\"attributes\":{\"creationDate\":");
        json.instant(call.epochSecond() - call.epochSecond() % HOUR).raw(",\"mfaAuthenticated\":\"false\"}}");
    }

    private static void iamUser(JsonBytes json, Caller caller) {
        json.raw(",").field("principalId", "AIDA" + caller.uniqueId());
        json.raw(",").field("arn", "arn:aws:iam::" + caller.accountId() + ":user/" + caller.name());
        json.raw(",").field("accountId", caller.accountId());
        json.raw(",").field("accessKeyId", "AKIA" + caller.uniqueId());
        json.raw(",").field("userName", caller.name());
    }

    private static void webIdentity(JsonBytes json, Caller caller) {
        var provider = "oidc.eks.us-east-1.amazonaws.com/id/" + caller.uniqueId();
        json.raw(",")
                .field(
                        "principalId",
                        "arn:aws:iam::" + caller.accountId() + ":oidc-provider/" + provider + ":sts.amazonaws.com:"
                                + caller.name());
        json.raw(",").field("userName", caller.name());
        json.raw(",").field("identityProvider", "arn:aws:iam::" + caller.accountId() + ":oidc-provider/" + provider);
    }

    private static void saml(JsonBytes json, Caller caller) {
        json.raw(",").field("principalId", caller.uniqueId() + "=:" + caller.name());
        json.raw(",").field("userName", caller.name());
        json.raw(",").field("identityProvider", caller.uniqueId() + "=");
    }

    private static void identityCenter(JsonBytes json, Caller caller) {
        json.raw(",").field("accountId", caller.accountId());
        json.raw(",\"onBehalfOf\":{").field("userId", "d4c8f4a8-" + caller.uniqueId());
        json.raw(",")
                .field(
                        "identityStoreArn",
                        "arn:aws:identitystore::" + caller.accountId() + ":identitystore/d-9067642ac7");
        json.raw("},").field("credentialId", "EXAMPLE" + caller.uniqueId());
    }

    private static void federated(JsonBytes json, Call call) {
        var caller = call.caller();
        var name = caller.sessions().get(call.session());
        json.raw(",").field("principalId", caller.accountId() + ":" + name);
        json.raw(",").field("arn", "arn:aws:sts::" + caller.accountId() + ":federated-user/" + name);
        json.raw(",").field("accountId", caller.accountId());
        hourlyKey(json, call);
        json.raw(",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"IAMUser\",");
        json.field("principalId", "AIDA" + caller.uniqueId()).raw(",");
        json.field("arn", "arn:aws:iam::" + caller.accountId() + ":user/" + caller.name())
                .raw(",");
        json.field("accountId", caller.accountId()).raw(",").field("userName", caller.name());
        json.raw("},\"attributes\":{\"mfaAuthenticated\":\"false\"}}");
    }

    private static void root(JsonBytes json, Caller caller) {
        json.raw(",").field("principalId", caller.accountId());
        json.raw(",").field("arn", "arn:aws:iam::" + caller.accountId() + ":root");
        json.raw(",").field("accountId", caller.accountId()).raw(",\"accessKeyId\":\"\"");
    }

    /** Temporary credentials: another access key each hour, the same for all events of a session within the hour. */
    private static void hourlyKey(JsonBytes json, Call call) {
        var random = Seeds.random(call.caller().seed(), 'k', call.session(), call.epochSecond() / HOUR);
        json.raw(",\"accessKeyId\":\"ASIA")
                .token(random, JsonBytes.UPPER_AND_DIGITS, 16)
                .raw("\"");
    }
}
