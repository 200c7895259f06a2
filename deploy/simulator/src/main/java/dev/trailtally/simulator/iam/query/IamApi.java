package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.credential.AwsApi;
import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.event.Seed;
import dev.trailtally.simulator.fault.RequestLedger;
import dev.trailtally.simulator.http.Reply;
import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.PageTokens;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import dev.trailtally.simulator.protocol.Xml;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** IAM, as far as last-accessed data is collected. */
public final class IamApi implements AwsApi {

    private static final String NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";
    private static final Map<String, String> REGIONS =
            Map.of("aws", "us-east-1", "aws-cn", "cn-north-1", "aws-us-gov", "us-gov-west-1");
    private static final Set<String> OF_MANAGEMENT =
            Set.of("GenerateOrganizationsAccessReport", "GetOrganizationsAccessReport");
    private static final List<String> SUBJECTS = List.of("Arn", "PolicyArn", "UserName", "RoleName", "GroupName");

    private final Organization organization;
    private final Iam iam;
    private final IamSettings settings;
    private final Map<String, RequestLedger> ledgers = new TreeMap<>();
    private final AtomicLong answers = new AtomicLong();
    private final Listings listings;
    private final ServiceReports services;
    private final OrganizationReports organizations;

    public IamApi(Organization organization, Iam iam, IamSettings settings, InstantSource clock, LongSupplier nanos) {
        this.organization = organization;
        this.iam = iam;
        this.settings = settings;
        for (var account : organization.accounts()) {
            ledgers.put(account.id(), new RequestLedger(settings.throttle(), clock, nanos));
        }
        var pages = new Pages(settings, new PageTokens(clock, Optional.empty()));
        this.listings = new Listings(pages);
        this.services = new ServiceReports(settings, pages, clock);
        this.organizations = new OrganizationReports(settings, new OrganizationTree(organization, iam), pages, clock);
    }

    /** For every account of the organization, in their order. */
    public List<IamUse> uses() {
        return ledgers.entrySet().stream()
                .map(ledger -> IamUse.of(ledger.getKey(), ledger.getValue().use()))
                .toList();
    }

    /** What a report of the organization says now, by namespace. */
    public List<OrganizationAccess> organizationAccesses(String entityPath, @Nullable String policyId) {
        return organizations.rows(entityPath, policyId).get();
    }

    @Override
    public void admit(SignedRequest request) {
        var home = REGIONS.get(organization.partition());
        if (!request.region().equals(home)) {
            throw new AwsException(
                    403,
                    "SignatureDoesNotMatch",
                    "Credential should be scoped to a valid region, not '" + request.region() + "'. ");
        }
        var parameters = new Parameters(request.request().formParameters());
        var action = parameters.action();
        var account = request.caller().account();
        var ledger = Objects.requireNonNull(ledgers.get(account));
        if (!ledger.accept()) {
            throw AwsException.badRequest("Throttling", "Rate exceeded");
        }
        ledger.count(action, 1);
        var others = OF_MANAGEMENT.contains(action) && !account.equals(organization.managementAccount());
        if (others || settings.denies(account, action)) {
            throw new AwsException(
                    403,
                    "AccessDenied",
                    Refusals.notAuthorized(request.caller().arn(), "iam:" + action, resource(parameters, account)));
        }
    }

    @Override
    public Duration latency() {
        return settings.latency().at(Seed.share(settings.seed(), ~answers.getAndIncrement()));
    }

    @Override
    public Reply answer(SignedRequest request) {
        var parameters = new Parameters(request.request().formParameters());
        var action = parameters.action();
        var xml = new Xml().open(action + "Response", NAMESPACE).open(action + "Result");
        write(xml, action, request, parameters);
        xml.close().open("ResponseMetadata").element("RequestId", request.id());
        return Protocol.QUERY.answer(xml.document(), request.id());
    }

    private void write(Xml xml, String action, SignedRequest request, Parameters asked) {
        var account = iam.account(request.caller().account());
        switch (action) {
            case "ListUsers" -> listings.list(xml, EntityType.USER, asked, account);
            case "ListRoles" -> listings.list(xml, EntityType.ROLE, asked, account);
            case "ListGroups" -> listings.list(xml, EntityType.GROUP, asked, account);
            case "ListPolicies" -> listings.listPolicies(xml, asked, account);
            case "GetUser" -> listings.one(xml, EntityType.USER, request, asked, account);
            case "GetRole" -> listings.one(xml, EntityType.ROLE, request, asked, account);
            case "GetGroup" -> listings.one(xml, EntityType.GROUP, request, asked, account);
            case "GetPolicy" -> listings.one(xml, EntityType.POLICY, request, asked, account);
            case "ListUserTags" -> listings.tags(xml, EntityType.USER, request, asked, account);
            case "ListRoleTags" -> listings.tags(xml, EntityType.ROLE, request, asked, account);
            case "ListPolicyTags" -> listings.tags(xml, EntityType.POLICY, request, asked, account);
            case "ListAccessKeys" -> listings.keys(xml, request, asked, account);
            case "GetAccessKeyLastUsed" -> listings.keyLastUsed(xml, request, asked, account);
            case "GenerateServiceLastAccessedDetails" -> services.generate(xml, request, asked, account);
            case "GetServiceLastAccessedDetails" -> services.services(xml, request, asked);
            case "GetServiceLastAccessedDetailsWithEntities" -> services.entities(xml, request, asked, account);
            case "ListPoliciesGrantingServiceAccess" -> services.grantingPolicies(xml, asked, account);
            case "GenerateOrganizationsAccessReport" -> organizations.generate(xml, request, asked);
            case "GetOrganizationsAccessReport" -> organizations.report(xml, request, asked);
            default -> throw Refusals.unknownOperation(Protocol.QUERY, action);
        }
    }

    static void jobError(Xml xml, String element) {
        xml.open(element).element("Message", "The report could not be generated. Try again later.");
        xml.element("Code", "InternalFailure").close();
    }

    /** What a refused call was about, as an ARN if one is known. */
    private String resource(Parameters parameters, String account) {
        for (var name : SUBJECTS) {
            var value = parameters.find(name);
            if (value.isPresent()) {
                var type = name.endsWith("Arn")
                        ? ""
                        : name.substring(0, name.length() - 4).toLowerCase(Locale.ROOT);
                return type.isEmpty()
                        ? value.get()
                        : "arn:" + organization.partition() + ":iam::" + account + ":" + type + "/" + value.get();
            }
        }
        return "*";
    }
}
