package dev.trailtally.simulator.region;

import dev.trailtally.simulator.credential.AwsApi;
import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.http.Reply;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Protocol;
import dev.trailtally.simulator.protocol.Refusals;
import dev.trailtally.simulator.protocol.Xml;
import dev.trailtally.simulator.region.Regions.Region;
import java.util.List;
import java.util.Map;

/** EC2's DescribeRegions. */
public final class Ec2Api implements AwsApi {

    private final Organization organization;
    private final Regions regions;

    public Ec2Api(Organization organization, Faults faults) {
        this.organization = organization;
        this.regions = new Regions(organization, faults);
    }

    @Override
    public void admit(SignedRequest request) {
        if (regions.find(request.caller().account(), request.region())
                .filter(Region::enabled)
                .isEmpty()) {
            throw Refusals.unknownKey(Protocol.EC2);
        }
    }

    @Override
    public Reply answer(SignedRequest request) {
        var parameters = request.request().formParameters();
        var action = parameters.getOrDefault("Action", "");
        if (!action.equals("DescribeRegions")) {
            throw Refusals.unknownOperation(Protocol.EC2, action);
        }
        var xml = new Xml().open("DescribeRegionsResponse", "http://ec2.amazonaws.com/doc/2016-11-15/");
        xml.element("requestId", request.id()).open("regionInfo");
        for (var region : chosen(request.caller().account(), parameters)) {
            xml.open("item")
                    .element("regionName", region.name())
                    .element("regionEndpoint", "ec2." + region.name() + domain())
                    .element("optInStatus", region.optInStatus())
                    .close();
        }
        return Protocol.EC2.answer(xml.document(), request.id());
    }

    private List<Region> chosen(String account, Map<String, String> parameters) {
        var all = parameters.getOrDefault("AllRegions", "false").equals("true");
        var named = values(parameters, "RegionName.");
        named.stream()
                .filter(name -> regions.find(account, name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw AwsException.badRequest("InvalidParameterValue", "Invalid region provided: " + name);
                });
        var statuses = statuses(parameters);
        return regions.of(account).stream()
                .filter(region -> all || region.enabled())
                .filter(region -> named.isEmpty() || named.contains(region.name()))
                .filter(region -> statuses.isEmpty() || statuses.contains(region.optInStatus()))
                .toList();
    }

    private static List<String> statuses(Map<String, String> parameters) {
        var filter = parameters.get("Filter.1.Name");
        if ((filter != null && !filter.equals("opt-in-status")) || parameters.containsKey("Filter.2.Name")) {
            throw AwsException.badRequest("InvalidParameterValue", "Only one filter, opt-in-status, is simulated");
        }
        return values(parameters, "Filter.1.Value.");
    }

    private static List<String> values(Map<String, String> parameters, String prefix) {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    private String domain() {
        return organization.partition().equals("aws-cn") ? ".amazonaws.com.cn" : ".amazonaws.com";
    }
}
