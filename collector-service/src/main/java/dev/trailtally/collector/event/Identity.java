package dev.trailtally.collector.event;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What userIdentity says: the principal, and the session name and access key id (each empty where there is none).
 *
 * <p>Source: CloudTrail User Guide, "CloudTrail userIdentity element". No identity is refused: a type not known here gets a
 * key from whatever it carries.
 */
public record Identity(Principal principal, String sessionName, String accessKeyId) {

    /** The members of userIdentity that identify a caller, as texts; empty where absent. */
    record Members(
            String type,
            String principalId,
            String arn,
            String accountId,
            String accessKeyId,
            String userName,
            String invokedBy,
            String identityProvider,
            String credentialId,
            String onBehalfOfUserId,
            String identityStoreArn,
            String issuerArn,
            String issuerUserName) {}

    private static final Pattern ASSUMED_ROLE = Pattern.compile("arn:([^:]*):sts::(\\d{12}):assumed-role/(.+)/([^/]+)");

    static Identity of(Members m, String eventAccount) {
        var principal = principal(m, eventAccount);
        return new Identity(principal, sessionName(m), m.accessKeyId());
    }

    private static Principal principal(Members m, String eventAccount) {
        return switch (m.type()) {
            case "IAMUser" -> isArn(m.arn()) ? Principal.ofArn(m.arn(), m.type()) : userWithoutArn(m, eventAccount);
            case "AssumedRole" -> role(m, eventAccount);
            case "Root" -> isArn(m.arn()) ? Principal.ofArn(m.arn(), m.type()) : root(m, eventAccount);
            case "AWSService" ->
                m.invokedBy().isEmpty() ? other(m, eventAccount) : Principal.ofKey(m.invokedBy(), m.type());
            case "AWSAccount" ->
                m.accountId().isEmpty() ? other(m, eventAccount) : Principal.ofKey(m.accountId(), m.type());
            case "FederatedUser" ->
                isArn(m.issuerArn()) ? Principal.ofArn(m.issuerArn(), m.type()) : other(m, eventAccount);
            case "IdentityCenterUser" -> identityCenterUser(m, eventAccount);
            case "SAMLUser" -> federated("saml", m, eventAccount);
            case "WebIdentityUser" -> federated("oidc", m, eventAccount);
            case "" -> withoutType(m, eventAccount);
            default -> other(m, eventAccount);
        };
    }

    private static Principal userWithoutArn(Members m, String eventAccount) {
        if (m.userName().isEmpty()) {
            return other(m, eventAccount);
        }
        return Principal.ofKey(account(m, eventAccount) + ":user/" + m.userName(), m.type());
    }

    private static Principal role(Members m, String eventAccount) {
        if (isArn(m.issuerArn())) {
            return Principal.ofArn(m.issuerArn(), m.type());
        }
        var session = ASSUMED_ROLE.matcher(m.arn());
        if (session.matches()) {
            // The session's ARN leaves the role's path out; without an issuer this is as near as it gets.
            var roleArn = "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/" + session.group(3);
            return Principal.ofArn(roleArn, m.type());
        }
        return other(m, eventAccount);
    }

    private static Principal root(Members m, String eventAccount) {
        return Principal.ofKey(account(m, eventAccount) + ":root", m.type());
    }

    private static Principal identityCenterUser(Members m, String eventAccount) {
        if (m.onBehalfOfUserId().isEmpty()) {
            return other(m, eventAccount);
        }
        var store = m.identityStoreArn().isEmpty() ? account(m, eventAccount) : m.identityStoreArn();
        return new Principal(
                store + "/user/" + m.onBehalfOfUserId(), m.type(), "identitycenter:" + m.onBehalfOfUserId());
    }

    /** A user of an identity provider: principalId is "provider:…:user", and differs where the provider does. */
    private static Principal federated(String scheme, Members m, String eventAccount) {
        var provider = m.principalId().isEmpty() ? m.identityProvider() : m.principalId();
        if (provider.isEmpty() && m.userName().isEmpty()) {
            return other(m, eventAccount);
        }
        var user = m.userName().isEmpty() ? provider : m.userName();
        var key = joined(scheme, provider, m.userName());
        return new Principal(key, m.type(), scheme + ":" + user);
    }

    private static Principal withoutType(Members m, String eventAccount) {
        if (isArn(m.arn())) {
            return Principal.ofArn(m.arn(), m.type());
        }
        if (!m.invokedBy().isEmpty()) {
            return Principal.ofKey(m.invokedBy(), m.type());
        }
        return Principal.ofKey(account(m, eventAccount), m.type());
    }

    private static Principal other(Members m, String eventAccount) {
        if (isArn(m.arn())) {
            return Principal.ofArn(m.arn(), m.type());
        }
        for (var name : List.of(m.principalId(), m.userName(), m.credentialId(), m.invokedBy(), m.identityProvider())) {
            if (!name.isEmpty()) {
                return Principal.ofKey(joined(m.type(), account(m, eventAccount), name), m.type());
            }
        }
        return Principal.ofKey(joined(m.type(), account(m, eventAccount)), m.type());
    }

    private static String sessionName(Members m) {
        return switch (m.type()) {
            case "AssumedRole", "FederatedUser" -> {
                int slash = m.arn().lastIndexOf('/');
                int colon = m.principalId().indexOf(':');
                yield slash >= 0
                        ? m.arn().substring(slash + 1)
                        : colon >= 0 ? m.principalId().substring(colon + 1) : "";
            }
            default -> "";
        };
    }

    private static String account(Members m, String eventAccount) {
        return m.accountId().isEmpty() ? eventAccount : m.accountId();
    }

    private static String joined(String... parts) {
        return Arrays.stream(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(":"));
    }

    private static boolean isArn(String text) {
        return text.startsWith("arn:");
    }
}
