package dev.trailtally.simulator;

import dev.trailtally.simulator.cloudtrail.LookupEventsApi;
import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.credential.AccessKey;
import dev.trailtally.simulator.credential.AwsApi;
import dev.trailtally.simulator.credential.KeyRing;
import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.FaultDice;
import dev.trailtally.simulator.http.HttpListener;
import dev.trailtally.simulator.http.Reply;
import dev.trailtally.simulator.http.Request;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.query.IamApi;
import dev.trailtally.simulator.iam.query.IamUse;
import dev.trailtally.simulator.iam.query.OrganizationAccess;
import dev.trailtally.simulator.organization.AccountRegion;
import dev.trailtally.simulator.organizations.OrganizationsApi;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import dev.trailtally.simulator.protocol.Scope;
import dev.trailtally.simulator.region.AccountApi;
import dev.trailtally.simulator.region.Ec2Api;
import dev.trailtally.simulator.s3.S3Api;
import dev.trailtally.simulator.sts.StsApi;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An AWS of one organization, on a port of this machine. */
public final class Simulator implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Simulator.class.getName());

    private final SimulatorSettings settings;
    private final KeyRing keys;
    private final FaultDice dice;
    private final LookupEventsApi cloudTrail;
    private final IamApi iam;
    private final Map<String, AwsApi> services;
    private final HttpListener listener;

    private Simulator(SimulatorSettings settings) {
        var organization = settings.organization();
        var faults = settings.faults();
        this.settings = settings;
        this.keys = new KeyRing(organization, settings.clock());
        this.dice = new FaultDice(faults);
        this.cloudTrail = new LookupEventsApi(
                organization, settings.throttle(), faults, dice, settings.late(), settings.clock(), settings.nanos());
        this.iam = new IamApi(organization, settings.iam(), settings.iamSettings(), settings.clock(), settings.nanos());
        this.services = Map.of(
                "cloudtrail", cloudTrail,
                "iam", iam,
                "sts", new StsApi(organization, faults, keys, settings.clock()),
                "organizations",
                        new OrganizationsApi(organization, settings.listing(), settings.clock(), settings.nanos()),
                "ec2", new Ec2Api(organization, faults),
                "account", new AccountApi(organization, faults, settings.clock()),
                "s3",
                        new S3Api(
                                organization,
                                settings.bucket(),
                                settings.late(),
                                settings.objectPeriod(),
                                faults.resentFiles(),
                                settings.clock()));
        this.listener = new HttpListener(settings.port(), this::answer);
    }

    public static Simulator start(SimulatorSettings settings) {
        return new Simulator(settings);
    }

    public URI endpoint() {
        return listener.endpoint();
    }

    /** The key of a user in the management account. */
    public AccessKey managementKey() {
        return key(settings.organization().managementAccount());
    }

    /** The key of a user in this account. */
    public AccessKey key(String account) {
        return keys.userKey(account);
    }

    /** Requests to LookupEvents so far, for every account and region. */
    public List<UnitUse> units() {
        return cloudTrail.units();
    }

    /** The events that there are, whatever a fault hides. */
    public SimulatedEvents truth(String account, String region) {
        return settings.organization()
                .findEvents(new AccountRegion(account, region))
                .orElseThrow(() -> new IllegalArgumentException("no " + region + " in account " + account));
    }

    /** Users, roles, groups and policies, and what each used: what there is to find, and to change. */
    public IamAccount iam(String account) {
        return settings.iam().account(account);
    }

    /** Requests to IAM so far, for every account. */
    public List<IamUse> iamUses() {
        return iam.uses();
    }

    /**
     * What a report of the organization says now, by namespace.
     *
     * @param policyId of a service control policy, null for all of them together
     */
    public List<OrganizationAccess> organizationTruth(String entityPath, @Nullable String policyId) {
        return iam.organizationAccesses(entityPath, policyId);
    }

    private Reply answer(Request request) {
        var id = UUID.randomUUID().toString();
        var scope = Scope.of(request);
        var api = scope.map(found -> services.get(found.service()));
        if (scope.isEmpty() || api.isEmpty()) {
            var refusal = new AwsException(403, "MissingAuthenticationToken", "Not signed for a simulated service");
            return Protocol.JSON.refusal(refusal, id);
        }
        var protocol = Protocol.of(scope.get().service());
        try {
            var token = request.header("x-amz-security-token").orElse(null);
            var caller = keys.require(scope.get().accessKeyId(), token, protocol);
            var signed = new SignedRequest(request, caller, scope.get().region(), id);
            return answer(api.get(), protocol, signed);
        } catch (AwsException e) {
            return protocol.refusal(e, id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Reset();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A request to " + scope.get().service() + " gets HTTP 500", e);
            return protocol.refusal(Refusals.internalFailure(protocol), id);
        }
    }

    private Reply answer(AwsApi api, Protocol protocol, SignedRequest request) throws InterruptedException {
        api.admit(request);
        Thread.sleep(api.latency());
        return switch (dice.strike()) {
            case NONE -> api.answer(request);
            case INTERNAL_FAILURE -> throw Refusals.internalFailure(protocol);
            case RESET -> new Reply.Reset();
        };
    }

    @Override
    public void close() {
        listener.close();
    }
}
