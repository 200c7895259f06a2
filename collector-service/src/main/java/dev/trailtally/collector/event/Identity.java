package dev.trailtally.collector.event;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What userIdentity says: the principal, and the session name and access key id (each empty if there is none).
 *
 * <p>Source: CloudTrail User Guide, "CloudTrail userIdentity element". No identity is refused: a type not known here
 * gets a key from whatever it carries. RATIONALE.md lists the members that tell principals apart, under "Who is a
 * principal?".
 */
public record Identity(Principal principal, String sessionName, String accessKeyId) {

    /**
     * The members of userIdentity that identify a caller, as texts; empty if absent.
     *
     * @param partition of the event's region, such as "aws-cn"
     */
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
            String issuerUserName,
            String partition) {}

    private static final Pattern ASSUMED_ROLE = Pattern.compile("arn:([^:]*):sts::(\\d{12}):assumed-role/(.+)/([^/]+)");
    private static final Pattern FEDERATED_USER = Pattern.compile("arn:[^:]*:sts::\\d{12}:federated-user/(.+)");
    private static final Pattern ROLE_SESSION_ID = Pattern.compile("(AROA[A-Z0-9]+):(.+)");
    private static final Pattern FEDERATED_USER_ID = Pattern.compile("(\\d{12}):(.+)");

    static Identity of(Members m, String eventAccount) {
        var account = m.accountId().isEmpty() ? eventAccount : m.accountId();
        return new Identity(principal(m, account), sessionName(m), m.accessKeyId());
    }

    private static Principal principal(Members m, String account) {
        return switch (m.type()) {
            case "IAMUser" -> user(m, account);
            case "AssumedRole" -> roleSession(m, account);
            case "Root" -> Principal.ofArn(isArn(m.arn()) ? m.arn() : iamArn(m, account, "root"), m.type());
            case "FederatedUser" -> federatedUser(m, account);
            case "AWSService" -> m.invokedBy().isEmpty() ? other(m, account) : Principal.ofKey(m.invokedBy(), m.type());
            case "AWSAccount" ->
                m.accountId().isEmpty()
                        ? other(m, account)
                        : Principal.ofKey(joined(m.accountId(), m.invokedBy()), m.type());
            case "IdentityCenterUser" ->
                m.onBehalfOfUserId().isEmpty() ? other(m, account) : identityCenterUser(m, account);
            case "SAMLUser" -> providedUser("saml", m, account);
            case "WebIdentityUser" -> providedUser("oidc", m, account);
            default -> other(m, account);
        };
    }

    /** Without an ARN the user's path is not known: the user is assumed to have none, like most users. */
    private static Principal user(Members m, String account) {
        return isArn(m.arn()) || m.userName().isEmpty()
                ? other(m, account)
                : Principal.ofArn(iamArn(m, account, "user/" + m.userName()), m.type());
    }

    private static Principal roleSession(Members m, String account) {
        if (isArn(m.issuerArn())) {
            return Principal.ofArn(m.issuerArn(), m.type());
        }
        return isArn(m.arn()) || m.issuerUserName().isEmpty()
                ? other(m, account)
                : Principal.ofArn(iamArn(m, account, "role/" + m.issuerUserName()), m.type());
    }

    private static Principal federatedUser(Members m, String account) {
        var id = FEDERATED_USER_ID.matcher(m.principalId());
        if (isArn(m.issuerArn()) || isArn(m.arn()) || !id.matches()) {
            return other(m, account);
        }
        var arn = "arn:" + m.partition() + ":sts::" + id.group(1) + ":federated-user/" + id.group(2);
        return Principal.ofArn(arn, m.type());
    }

    /** A person of IAM Identity Center, the same whatever credential or type an event was recorded with. */
    private static Principal identityCenterUser(Members m, String account) {
        var store = m.identityStoreArn().isEmpty() ? account : m.identityStoreArn();
        return new Principal(
                store + "/user/" + m.onBehalfOfUserId(), m.type(), "identitycenter:" + m.onBehalfOfUserId());
    }

    /** A user of an identity provider, whose name usually starts principalId; without either, of the account. */
    private static Principal providedUser(String scheme, Members m, String account) {
        var provider = m.principalId().startsWith(m.identityProvider())
                ? m.principalId()
                : joined(m.identityProvider(), m.principalId());
        if (provider.isEmpty() && m.userName().isEmpty()) {
            return other(m, account);
        }
        var user = m.userName().isEmpty() ? provider : m.userName();
        return new Principal(
                joined(scheme, provider.isEmpty() ? account : provider, m.userName()), m.type(), scheme + ":" + user);
    }

    /** By the first that is there: ARN, person behind the call, issuer, names, credential, service, provider; else account. */
    private static Principal other(Members m, String account) {
        if (isArn(m.arn())) {
            return Principal.ofArn(lastingArn(m), m.type());
        }
        if (!m.onBehalfOfUserId().isEmpty()) {
            return identityCenterUser(m, account);
        }
        if (isArn(m.issuerArn())) {
            return Principal.ofArn(m.issuerArn(), m.type());
        }
        var names = joined(ownId(m, account), m.userName());
        for (var name : List.of(names, m.credentialId(), m.invokedBy(), m.identityProvider())) {
            if (!name.isEmpty()) {
                return m.type().isEmpty() && name.equals(m.invokedBy())
                        ? Principal.ofKey(name, m.type())
                        : Principal.ofKey(joined(m.type(), account, name), m.type());
            }
        }
        return Principal.ofKey(joined(m.type(), account), m.type());
    }

    /** The ARN; of a session that of its issuer, or of its role without the path, which a session's ARN leaves out. */
    private static String lastingArn(Members m) {
        var session = ASSUMED_ROLE.matcher(m.arn());
        boolean assumedRole = session.matches();
        if (isArn(m.issuerArn())
                && (assumedRole || FEDERATED_USER.matcher(m.arn()).matches())) {
            return m.issuerArn();
        }
        return assumedRole
                ? "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/" + session.group(3)
                : m.arn();
    }

    /** principalId without the name of the session; empty if it is only the account. */
    private static String ownId(Members m, String account) {
        if (m.principalId().equals(account)) {
            return "";
        }
        var session = ROLE_SESSION_ID.matcher(m.principalId());
        return session.matches() ? session.group(1) : m.principalId();
    }

    private static String sessionName(Members m) {
        var session = ASSUMED_ROLE.matcher(m.arn());
        if (session.matches()) {
            return session.group(4);
        }
        var federated = FEDERATED_USER.matcher(m.arn());
        if (federated.matches()) {
            return federated.group(1);
        }
        var id = m.type().equals("FederatedUser") ? FEDERATED_USER_ID : ROLE_SESSION_ID;
        var named = id.matcher(m.principalId());
        return named.matches() ? named.group(2) : "";
    }

    private static String iamArn(Members m, String account, String resource) {
        return "arn:" + m.partition() + ":iam::" + account + ":" + resource;
    }

    private static String joined(String... parts) {
        return Arrays.stream(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(":"));
    }

    private static boolean isArn(String text) {
        return text.startsWith("arn:");
    }
}
