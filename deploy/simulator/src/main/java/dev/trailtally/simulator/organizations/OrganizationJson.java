package dev.trailtally.simulator.organizations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trailtally.simulator.organization.MemberAccount;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.simulator.organization.OrganizationalUnit;
import dev.trailtally.simulator.protocol.Json;

/** The things of an organization as Organizations writes them. */
record OrganizationJson(Organization organization) {

    private static final long JOINED = 1_600_000_000L;

    ObjectNode description() {
        return Json.object()
                .put("Id", organization.id())
                .put("Arn", arn("organization/" + organization.id()))
                .put("FeatureSet", "ALL")
                .put("MasterAccountId", organization.managementAccount())
                .put("MasterAccountArn", accountArn(organization.managementAccount()))
                .put("MasterAccountEmail", email(organization.managementAccount()));
    }

    ObjectNode root() {
        var root = Json.object()
                .put("Id", organization.rootId())
                .put("Arn", arn("root/" + organization.id() + "/" + organization.rootId()))
                .put("Name", "Root");
        root.putArray("PolicyTypes");
        return root;
    }

    ObjectNode unit(OrganizationalUnit unit) {
        return Json.object()
                .put("Id", unit.id())
                .put("Arn", arn("ou/" + organization.id() + "/" + unit.id()))
                .put("Name", unit.name());
    }

    ObjectNode account(MemberAccount account) {
        return Json.object()
                .put("Id", account.id())
                .put("Arn", accountArn(account.id()))
                .put("Email", email(account.id()))
                .put("Name", account.name())
                .put("Status", account.state().status())
                .put("State", account.state().name())
                .put("JoinedMethod", "CREATED")
                .put("JoinedTimestamp", JOINED);
    }

    ObjectNode child(String id, String type) {
        return Json.object().put("Id", id).put("Type", type);
    }

    private static String email(String account) {
        return "aws+" + account + "@example.com";
    }

    private String accountArn(String account) {
        return arn("account/" + organization.id() + "/" + account);
    }

    private String arn(String resource) {
        return "arn:%s:organizations::%s:%s"
                .formatted(organization.partition(), organization.managementAccount(), resource);
    }
}
