package dev.trailtally.simulator.region;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trailtally.simulator.credential.AwsApi;
import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.http.Reply;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Json;
import dev.trailtally.simulator.protocol.PageTokens;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import dev.trailtally.simulator.region.Regions.Region;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Account Management's ListRegions. */
public final class AccountApi implements AwsApi {

    private static final int MAX_PAGE = 50;
    private static final String INVALID = "ValidationException";

    private final Organization organization;
    private final Regions regions;
    private final PageTokens tokens;

    public AccountApi(Organization organization, Faults faults, InstantSource clock) {
        this.organization = organization;
        this.regions = new Regions(organization, faults);
        this.tokens = new PageTokens(clock, Optional.empty());
    }

    @Override
    public Reply answer(SignedRequest request) {
        if (!request.request().path().equals("/listRegions")) {
            throw Refusals.unknownOperation(
                    Protocol.REST_JSON, request.request().path());
        }
        var body = Json.read(request.request().body());
        var account = account(body, request.caller().account());
        var chosen = chosen(account, body);
        var binding = account + body.path("RegionOptStatusContains");
        var page = tokens.page(
                chosen,
                binding,
                Json.text(body, "NextToken"),
                Json.maxResults(body, MAX_PAGE, INVALID),
                false,
                () -> AwsException.badRequest(INVALID, "Invalid NextToken"));
        var answer = Json.object();
        var array = answer.putArray("Regions");
        for (var region : page.items()) {
            array.addObject().put("RegionName", region.name()).put("RegionOptStatus", region.optStatus());
        }
        page.next().ifPresent(token -> answer.put("NextToken", token));
        return Protocol.REST_JSON.answer(answer.toString(), request.id());
    }

    private String account(JsonNode body, String caller) {
        var asked = Json.text(body, "AccountId").orElse(caller);
        if (!asked.equals(caller)
                && (!caller.equals(organization.managementAccount())
                        || organization.findAccount(asked).isEmpty())) {
            throw new AwsException(
                    403,
                    "AccessDeniedException",
                    "User is not authorized to perform account:ListRegions on account " + asked);
        }
        return asked;
    }

    private List<Region> chosen(String account, JsonNode body) {
        var statuses = new ArrayList<String>();
        body.path("RegionOptStatusContains").forEach(status -> statuses.add(status.asText()));
        return regions.of(account).stream()
                .filter(region -> statuses.isEmpty() || statuses.contains(region.optStatus()))
                .toList();
    }
}
