package dev.trailtally.simulator.sts;

import dev.trailtally.simulator.credential.AwsApi;
import dev.trailtally.simulator.credential.Caller;
import dev.trailtally.simulator.credential.KeyRing;
import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.http.Reply;
import dev.trailtally.simulator.organization.AccountState;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.organization.Role;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import dev.trailtally.simulator.protocol.Xml;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;

/** STS: AssumeRole and GetCallerIdentity. */
public final class StsApi implements AwsApi {

    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
    private static final Duration LONGEST_CHAINED = Duration.ofHours(1);

    private final Organization organization;
    private final Faults faults;
    private final KeyRing keys;
    private final InstantSource clock;

    public StsApi(Organization organization, Faults faults, KeyRing keys, InstantSource clock) {
        this.organization = organization;
        this.faults = faults;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Reply answer(SignedRequest request) {
        var parameters = request.request().formParameters();
        var action = parameters.getOrDefault("Action", "");
        var xml = switch (action) {
            case "AssumeRole" -> assumeRole(AssumeRole.of(parameters), request);
            case "GetCallerIdentity" -> callerIdentity(request);
            default -> throw Refusals.unknownOperation(Protocol.QUERY, action);
        };
        return Protocol.QUERY.answer(xml, request.id());
    }

    private String assumeRole(AssumeRole asked, SignedRequest request) {
        var role = trustingRole(asked, request.caller());
        requireDuration(asked, role, request.caller());
        var session = session(asked, role);
        var lifetime =
                faults.credentialLifetime() == null || asked.duration().compareTo(faults.credentialLifetime()) < 0
                        ? asked.duration()
                        : faults.credentialLifetime();
        var expiration = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(lifetime);
        var key = keys.begin(session, expiration);
        return new Xml()
                .open("AssumeRoleResponse", NAMESPACE)
                .open("AssumeRoleResult")
                .open("AssumedRoleUser")
                .element("AssumedRoleId", session.userId())
                .element("Arn", session.arn())
                .close()
                .open("Credentials")
                .element("AccessKeyId", key.id())
                .element("SecretAccessKey", key.secret())
                .element("SessionToken", Objects.requireNonNull(key.sessionToken()))
                .element("Expiration", expiration)
                .close()
                .close()
                .open("ResponseMetadata")
                .element("RequestId", request.id())
                .document();
    }

    /** One refusal for every cause: AWS does not say whether a role exists. */
    private Role trustingRole(AssumeRole asked, Caller caller) {
        return organization
                .findAccount(asked.account())
                .filter(account -> asked.partition().equals(organization.partition()))
                .filter(account -> account.state() == AccountState.ACTIVE)
                .filter(account -> !faults.deniedAccounts().contains(account.id()))
                .flatMap(account -> account.findRole(asked.roleName()))
                .filter(role -> role.trusts(asked.externalId()))
                .orElseThrow(() -> new AwsException(
                        403,
                        "AccessDenied",
                        "User: %s is not authorized to perform: sts:AssumeRole on resource: %s"
                                .formatted(caller.arn(), asked.roleArn())));
    }

    private static void requireDuration(AssumeRole asked, Role role, Caller caller) {
        if (caller.isSession() && asked.duration().compareTo(LONGEST_CHAINED) > 0) {
            throw AssumeRole.invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed"
                    + " by role chaining");
        }
        if (asked.duration().compareTo(role.maxSession()) > 0) {
            throw AssumeRole.invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
    }

    private Caller session(AssumeRole asked, Role role) {
        var name = role.name().substring(role.name().lastIndexOf('/') + 1);
        var arn = "arn:%s:sts::%s:assumed-role/%s/%s"
                .formatted(organization.partition(), asked.account(), name, asked.sessionName());
        var id = "AROA%016X".formatted(Integer.toUnsignedLong(asked.roleArn().hashCode()));
        return new Caller(asked.account(), arn, id.toUpperCase(Locale.ROOT) + ":" + asked.sessionName());
    }

    private static String callerIdentity(SignedRequest request) {
        return new Xml()
                .open("GetCallerIdentityResponse", NAMESPACE)
                .open("GetCallerIdentityResult")
                .element("Arn", request.caller().arn())
                .element("UserId", request.caller().userId())
                .element("Account", request.caller().account())
                .close()
                .open("ResponseMetadata")
                .element("RequestId", request.id())
                .document();
    }
}
