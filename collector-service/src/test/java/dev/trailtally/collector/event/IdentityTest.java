package dev.trailtally.collector.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    private static final String ACCOUNT = "000000000042";

    @Test
    void anIamUserIsItsArnAndShownWithoutItsPath() {
        var identity = identity("IAMUser", "arn", "arn:aws:iam::111122223333:user/team/a/alice", "key", "AKIA1");

        assertThat(identity.principal())
                .isEqualTo(new Principal(
                        "arn:aws:iam::111122223333:user/team/a/alice", "IAMUser", "111122223333:user/alice"));
        assertThat(identity.accessKeyId()).isEqualTo("AKIA1");
        assertThat(identity.sessionName()).isEmpty();
    }

    @Test
    void anAssumedRoleIsItsRoleWithTheSessionApart() {
        var identity = identity(
                "AssumedRole",
                "arn",
                "arn:aws-cn:sts::111122223333:assumed-role/Deploy/i-0abc",
                "issuerArn",
                "arn:aws-cn:iam::111122223333:role/ci/Deploy");

        assertThat(identity.principal().key()).isEqualTo("arn:aws-cn:iam::111122223333:role/ci/Deploy");
        assertThat(identity.principal().displayName()).isEqualTo("111122223333:role/Deploy");
        assertThat(identity.sessionName()).isEqualTo("i-0abc");
    }

    @Test
    void aRoleSessionWithoutIssuerIsTracedToItsRole() {
        var identity = identity("AssumedRole", "arn", "arn:aws:sts::111122223333:assumed-role/Deploy/x");

        assertThat(identity.principal().key()).isEqualTo("arn:aws:iam::111122223333:role/Deploy");
    }

    @Test
    void rootIsTheRootOfTheAccount() {
        assertThat(identity("Root", "arn", "arn:aws:iam::111122223333:root")
                        .principal()
                        .displayName())
                .isEqualTo("111122223333:root");
        assertThat(identity("Root").principal().key()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":root");
    }

    @Test
    void aServiceIsItsServicePrincipal() {
        assertThat(identity("AWSService", "invokedBy", "s3.amazonaws.com")
                        .principal()
                        .key())
                .isEqualTo("s3.amazonaws.com");
    }

    @Test
    void anotherAccountIsItsAccount() {
        assertThat(identity("AWSAccount", "accountId", "000000000007", "principalId", "AIDAX")
                        .principal()
                        .key())
                .isEqualTo("000000000007");
    }

    @Test
    void aFederatedUserIsItsIssuerWithTheNameKept() {
        var identity = identity(
                "FederatedUser",
                "arn",
                "arn:aws:sts::111122223333:federated-user/bob",
                "issuerArn",
                "arn:aws:iam::111122223333:user/broker");

        assertThat(identity.principal().displayName()).isEqualTo("111122223333:user/broker");
        assertThat(identity.sessionName()).isEqualTo("bob");
    }

    @Test
    void usersOfIdentityProvidersKeepTheirProvider() {
        assertThat(identity("WebIdentityUser", "principalId", "accounts.google.com:app:1", "userName", "1")
                        .principal())
                .isEqualTo(new Principal("oidc:accounts.google.com:app:1:1", "WebIdentityUser", "oidc:1"));
        assertThat(identity("SAMLUser", "principalId", "hash:carol", "userName", "carol")
                        .principal()
                        .displayName())
                .isEqualTo("saml:carol");
        assertThat(identity(
                                "IdentityCenterUser",
                                "onBehalfOfUserId",
                                "u-1",
                                "identityStoreArn",
                                "arn:aws:identitystore::1:d-9")
                        .principal()
                        .key())
                .isEqualTo("arn:aws:identitystore::1:d-9/user/u-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IAMUser",
                "AssumedRole",
                "Root",
                "AWSService",
                "AWSAccount",
                "FederatedUser",
                "SAMLUser",
                "WebIdentityUser",
                "IdentityCenterUser",
                "Directory",
                "Unknown",
                "TypeOfTheFuture",
                "",
                "..."
            })
    void noIdentityIsRefused(String type) {
        var bare = identity(type);

        assertThat(bare.principal().key()).contains(ACCOUNT);
        assertThat(bare.principal().type()).isEqualTo(type);
        assertThat(identity(type, "principalId", "P1").principal().key()).isNotEmpty();
        assertThat(identity(type, "arn", "<arn>").principal().key()).isNotEqualTo("<arn>");
    }

    private static Identity identity(String type, String... members) {
        var values = new java.util.HashMap<String, String>(Map.of("type", type));
        for (int i = 0; i < members.length; i += 2) {
            values.put(members[i], members[i + 1]);
        }
        return Identity.of(
                new Identity.Members(
                        type,
                        values.getOrDefault("principalId", ""),
                        values.getOrDefault("arn", ""),
                        values.getOrDefault("accountId", ""),
                        values.getOrDefault("key", ""),
                        values.getOrDefault("userName", ""),
                        values.getOrDefault("invokedBy", ""),
                        values.getOrDefault("identityProvider", ""),
                        values.getOrDefault("credentialId", ""),
                        values.getOrDefault("onBehalfOfUserId", ""),
                        values.getOrDefault("identityStoreArn", ""),
                        values.getOrDefault("issuerArn", ""),
                        values.getOrDefault("issuerUserName", ""),
                        "aws"),
                ACCOUNT);
    }
}
