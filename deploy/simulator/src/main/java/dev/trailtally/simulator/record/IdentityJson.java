package dev.trailtally.simulator.record;

import org.jspecify.annotations.Nullable;

/** Writes the userIdentity of a record, as CloudTrail does for each type. */
public final class IdentityJson {

    private final JsonBytes json;
    private final String partition;
    private final String accountId;

    /**
     * Temporary credentials.
     *
     * @param created in seconds since 1970; null if the record does not say
     */
    public record Session(
            String name,
            @Nullable String accessKeyId,
            @Nullable Long created) {}

    IdentityJson(JsonBytes json, String partition, String accountId) {
        this.json = json;
        this.partition = partition;
        this.accountId = accountId;
    }

    public void user(String uniqueId, String name, @Nullable String accessKeyId) {
        begin("IAMUser");
        known("AIDA" + uniqueId, arn("iam", "user/" + name), accessKeyId);
        json.raw(",").field("userName", name);
        end();
    }

    /** @param federation whether the session has the data of a web identity, if only empty ones */
    public void role(String uniqueId, String name, Session session, boolean federation) {
        begin("AssumedRole");
        var arn = arn("sts", "assumed-role/" + name + "/" + session.name());
        known("AROA" + uniqueId + ":" + session.name(), arn, session.accessKeyId());
        issuer("Role", "AROA" + uniqueId, "role/", name);
        json.raw(federation ? ",\"webIdFederationData\":{}" : "");
        attributes(session);
        end();
    }

    /** A user that another user has signed in. */
    public void federated(String signerId, String signer, Session session) {
        begin("FederatedUser");
        var arn = arn("sts", "federated-user/" + session.name());
        known(accountId + ":" + session.name(), arn, session.accessKeyId());
        issuer("IAMUser", "AIDA" + signerId, "user/", signer);
        attributes(session);
        end();
    }

    public void root(@Nullable String accessKeyId) {
        begin("Root");
        known(accountId, arn("iam", "root"), accessKeyId);
        end();
    }

    public void service(String name) {
        begin("AWSService");
        json.raw(",").field("invokedBy", name);
        end();
    }

    /** @param principal what follows the provider in principalId */
    public void webIdentity(String provider, String principal, String name) {
        var arn = arn("iam", "oidc-provider/" + provider);
        provided("WebIdentityUser", arn + ":" + principal, name, arn);
    }

    public void saml(String provider, String name) {
        provided("SAMLUser", provider + ":" + name, name, provider);
    }

    private void provided(String type, String principalId, String name, String provider) {
        begin(type);
        json.raw(",").field("principalId", principalId);
        json.raw(",").field("userName", name);
        json.raw(",").field("identityProvider", provider);
        end();
    }

    public void ofAccount(String principalId, String otherAccountId) {
        begin("AWSAccount");
        json.raw(",").field("principalId", principalId);
        json.raw(",").field("accountId", otherAccountId);
        end();
    }

    public void identityCenter(String userId, String credentialId) {
        begin("IdentityCenterUser");
        json.raw(",").field("accountId", accountId);
        json.raw(",\"onBehalfOf\":{").field("userId", userId);
        json.raw(",").field("identityStoreArn", arn("identitystore", "identitystore/d-9067642ac7"));
        json.raw("},").field("credentialId", credentialId);
        end();
    }

    private void begin(String type) {
        json.raw("\"userIdentity\":{").field("type", type);
    }

    private void known(String principalId, String arn, @Nullable String accessKeyId) {
        json.raw(",").field("principalId", principalId);
        json.raw(",").field("arn", arn);
        json.raw(",").field("accountId", accountId);
        if (accessKeyId != null) {
            json.raw(",").field("accessKeyId", accessKeyId);
        }
    }

    private void issuer(String type, String principalId, String kind, String name) {
        json.raw(",\"sessionContext\":{\"sessionIssuer\":{").field("type", type);
        json.raw(",").field("principalId", principalId);
        json.raw(",").field("arn", arn("iam", kind + name));
        json.raw(",").field("accountId", accountId);
        json.raw(",").field("userName", name).raw("}");
    }

    private void attributes(Session session) {
        json.raw(",\"attributes\":{");
        if (session.created() != null) {
            json.raw("\"creationDate\":").instant(session.created()).raw(",");
        }
        json.raw("\"mfaAuthenticated\":\"false\"}}");
    }

    private void end() {
        json.raw("},");
    }

    private String arn(String service, String resource) {
        return "arn:" + partition + ":" + service + "::" + accountId + ":" + resource;
    }
}
