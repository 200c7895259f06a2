package dev.trailtally.simulator.organizations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trailtally.simulator.credential.AwsApi;
import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.fault.Listing;
import dev.trailtally.simulator.fault.TokenBucket;
import dev.trailtally.simulator.http.Reply;
import dev.trailtally.simulator.organization.MemberAccount;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.organization.OrganizationalUnit;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Json;
import dev.trailtally.simulator.protocol.PageTokens;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** AWS Organizations, as far as it is read. */
public final class OrganizationsApi implements AwsApi {

    private static final String TARGET = "AWSOrganizationsV20161128.";
    private static final String INVALID_INPUT = "InvalidInputException";
    private static final int MAX_PAGE = 20;

    private final Organization organization;
    private final OrganizationJson json;
    private final Listing listing;
    private final PageTokens tokens;
    private final TokenBucket bucket;

    public OrganizationsApi(Organization organization, Listing listing, InstantSource clock, LongSupplier nanos) {
        this.organization = organization;
        this.json = new OrganizationJson(organization);
        this.listing = listing;
        this.tokens = new PageTokens(clock, Optional.empty());
        this.bucket = new TokenBucket(listing.throttle(), nanos);
    }

    @Override
    public void admit(SignedRequest request) {
        if (!bucket.take()) {
            throw AwsException.badRequest(
                    "TooManyRequestsException", "You have sent too many requests in too short a period of time.");
        }
        var account = request.caller().account();
        var operation = operation(request);
        var everyones = operation.equals("DescribeOrganization");
        if (!everyones
                && !account.equals(organization.managementAccount())
                && !organization.delegatedAdministrators().contains(account)) {
            throw AwsException.badRequest(
                    "AccessDeniedException", "You don't have permissions to access this resource.");
        }
    }

    @Override
    public Reply answer(SignedRequest request) {
        var body = Json.read(request.request().body());
        var operation = operation(request);
        var answer = switch (operation) {
            case "DescribeOrganization" -> Json.object().set("Organization", json.description());
            case "DescribeAccount" -> Json.object().set("Account", json.account(account(body)));
            case "DescribeOrganizationalUnit" -> Json.object().set("OrganizationalUnit", json.unit(unit(body)));
            case "ListAccounts" -> page("Accounts", accounts(account -> true), body, operation);
            case "ListAccountsForParent" -> {
                var parent = parent(body);
                var children = accounts(account -> account.parentId().equals(parent));
                yield page("Accounts", children, body, operation + parent);
            }
            case "ListOrganizationalUnitsForParent" -> {
                var parent = parent(body);
                var children = childUnits(parent).map(json::unit).toList();
                yield page("OrganizationalUnits", children, body, operation + parent);
            }
            case "ListChildren" -> {
                var parent = parent(body);
                var type = Json.text(body, "ChildType").orElse("");
                yield page("Children", children(parent, type), body, operation + type + parent);
            }
            case "ListRoots" -> page("Roots", List.of(json.root()), body, operation);
            default -> throw Refusals.unknownOperation(Protocol.JSON, operation);
        };
        return Protocol.JSON.answer(answer.toString(), request.id());
    }

    /** @param binding the operation and what it lists, to which its tokens belong */
    private ObjectNode page(String name, List<ObjectNode> items, ObjectNode body, String binding) {
        var size = Math.min(listing.pageSize(), Json.maxResults(body, MAX_PAGE, INVALID_INPUT));
        var page = tokens.page(
                items,
                binding,
                Json.text(body, "NextToken"),
                size,
                listing.emptyPages(),
                () -> AwsException.badRequest(INVALID_INPUT, "You provided a value that is not a valid NextToken."));
        var answer = Json.object();
        answer.putArray(name).addAll(page.items());
        page.next().ifPresent(token -> answer.put("NextToken", token));
        return answer;
    }

    private static String operation(SignedRequest request) {
        var target = request.request().header("x-amz-target").orElse("");
        return target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
    }

    private MemberAccount account(ObjectNode body) {
        return organization
                .findAccount(Json.text(body, "AccountId").orElse(""))
                .orElseThrow(() -> AwsException.badRequest(
                        "AccountNotFoundException", "You specified an account that doesn't exist."));
    }

    private OrganizationalUnit unit(ObjectNode body) {
        return organization
                .findUnit(Json.text(body, "OrganizationalUnitId").orElse(""))
                .orElseThrow(() -> AwsException.badRequest(
                        "OrganizationalUnitNotFoundException",
                        "You specified an organizational unit that doesn't exist."));
    }

    private String parent(ObjectNode body) {
        return Json.text(body, "ParentId")
                .filter(id -> id.equals(organization.rootId())
                        || organization.findUnit(id).isPresent())
                .orElseThrow(() ->
                        AwsException.badRequest("ParentNotFoundException", "You specified parent that doesn't exist."));
    }

    private List<ObjectNode> accounts(Predicate<MemberAccount> wanted) {
        return organization.accounts().stream()
                .filter(wanted)
                .map(json::account)
                .toList();
    }

    private Stream<OrganizationalUnit> childUnits(String parent) {
        return organization.units().stream().filter(unit -> unit.parentId().equals(parent));
    }

    private List<ObjectNode> children(String parent, String type) {
        return switch (type) {
            case "ACCOUNT" ->
                organization.accounts().stream()
                        .filter(account -> account.parentId().equals(parent))
                        .map(account -> json.child(account.id(), type))
                        .toList();
            case "ORGANIZATIONAL_UNIT" ->
                childUnits(parent).map(unit -> json.child(unit.id(), type)).toList();
            default -> throw AwsException.badRequest(INVALID_INPUT, "Not a type of children: " + type);
        };
    }
}
