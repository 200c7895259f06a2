package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamEntity;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Refusals;
import dev.trailtally.simulator.protocol.Xml;
import java.util.List;
import java.util.Map;

/** Users, roles, groups and policies, their tags and keys. */
final class Listings {

    private static final Map<EntityType, String> ELEMENTS =
            Map.of(EntityType.USER, "User", EntityType.ROLE, "Role", EntityType.GROUP, "Group");

    private final Pages pages;

    Listings(Pages pages) {
        this.pages = pages;
    }

    void list(Xml xml, EntityType type, Parameters parameters, IamAccount account) {
        var prefix = parameters.pathPrefix();
        var entities = account.entities(type).stream()
                .filter(entity -> entity.path().startsWith(prefix))
                .toList();
        var asked = Pages.Asked.of(parameters, account.account(), prefix);
        pages.write(xml, ELEMENTS.get(type) + "s", asked, entities, EntityXml::listed);
    }

    void listPolicies(Xml xml, Parameters parameters, IamAccount account) {
        var prefix = parameters.pathPrefix();
        var scope = parameters.choice("Scope", List.of("All", "AWS", "Local"));
        var attached =
                parameters.choice("OnlyAttached", List.of("false", "true")).equals("true");
        var policies = account.entities(EntityType.POLICY).stream()
                .filter(policy -> policy.path().startsWith(prefix))
                .filter(policy -> scope.equals("All") || policy.isAwsManaged() == scope.equals("AWS"))
                .filter(policy -> !attached || policy.attachmentCount() > 0)
                .toList();
        var asked = Pages.Asked.of(parameters, account.account(), prefix, scope, Boolean.toString(attached));
        pages.write(xml, "Policies", asked, policies, EntityXml::listed);
    }

    void one(Xml xml, EntityType type, SignedRequest request, Parameters parameters, IamAccount account) {
        var entity = named(type, request, parameters, account);
        xml.open(ELEMENTS.getOrDefault(type, "Policy"));
        EntityXml.whole(xml, entity);
        xml.close();
        if (type == EntityType.GROUP) {
            var asked = Pages.Asked.of(parameters, account.account(), entity.arn());
            pages.write(xml, "Users", asked, List.<IamEntity>of(), EntityXml::listed);
        }
    }

    void tags(Xml xml, EntityType type, SignedRequest request, Parameters parameters, IamAccount account) {
        var entity = named(type, request, parameters, account);
        var asked = Pages.Asked.of(parameters, account.account(), entity.arn());
        pages.write(xml, "Tags", asked, List.copyOf(entity.tags().entrySet()), EntityXml::tag);
    }

    void keys(Xml xml, SignedRequest request, Parameters parameters, IamAccount account) {
        var user = named(EntityType.USER, request, parameters, account);
        var asked = Pages.Asked.of(parameters, account.account(), user.arn());
        pages.write(xml, "AccessKeyMetadata", asked, user.keys(), (to, key) -> EntityXml.key(to, user.name(), key));
    }

    void keyLastUsed(Xml xml, SignedRequest request, Parameters parameters, IamAccount account) {
        var id = parameters.required("AccessKeyId");
        for (var user : account.entities(EntityType.USER)) {
            for (var key : user.keys()) {
                if (key.id().equals(id)) {
                    EntityXml.lastUsed(xml, user.name(), key);
                    return;
                }
            }
        }
        // The call knows no NoSuchEntity: an unknown key is one that the caller may not ask about.
        throw new AwsException(
                403,
                "AccessDenied",
                Refusals.notAuthorized(request.caller().arn(), "iam:GetAccessKeyLastUsed", "access key " + id));
    }

    private static IamEntity named(EntityType type, SignedRequest request, Parameters parameters, IamAccount account) {
        if (type == EntityType.POLICY) {
            var arn = parameters.required("PolicyArn");
            if (!arn.matches("arn:[\\w-]+:iam::(\\d{12}|aws):policy/.+")) {
                throw AwsException.badRequest("InvalidInput", "ARN " + arn + " is not valid.");
            }
            return account.findEntity(arn)
                    .filter(entity -> entity.type() == EntityType.POLICY)
                    .orElseThrow(() -> noSuchEntity("Policy " + arn + " does not exist or is not attachable."));
        }
        var parameter = ELEMENTS.get(type) + "Name";
        var name = type == EntityType.USER
                ? parameters.find(parameter).orElseGet(() -> callingUser(request))
                : parameters.required(parameter);
        return account.findEntity(type, name)
                .orElseThrow(() -> noSuchEntity("The " + type.resource() + " with name " + name + " cannot be found."));
    }

    private static String callingUser(SignedRequest request) {
        if (request.caller().isSession()) {
            throw AwsException.badRequest(
                    "ValidationError", "Must specify userName when calling with non-User credentials");
        }
        var arn = request.caller().arn();
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    static AwsException noSuchEntity(String message) {
        return new AwsException(404, "NoSuchEntity", message);
    }
}
