package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.IamEntity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

/** What IAM lists of an account, page by page. */
final class EntityPages {

    private final IamRequests requests;

    EntityPages(IamRequests requests) {
        this.requests = requests;
    }

    /**
     * All entities of a type.
     *
     * @param onlyAttached of AWS-managed policies: those that are attached in the account, instead of all
     */
    void list(
            IamEntity.Type type, @Nullable String pathPrefix, boolean onlyAttached, Markers.Take<List<IamEntity>> take)
            throws SourceException, InterruptedException {
        switch (type) {
            case USER -> users(pathPrefix, take);
            case ROLE -> roles(pathPrefix, take);
            case GROUP -> groups(pathPrefix, take);
            case CUSTOMER_MANAGED_POLICY -> policies(type, PolicyScopeType.LOCAL, pathPrefix, false, take);
            case AWS_MANAGED_POLICY -> policies(type, PolicyScopeType.AWS, pathPrefix, onlyAttached, take);
            case ORGANIZATIONS_ENTITY -> throw new IllegalArgumentException("not listed in an account: " + type);
        }
    }

    private void users(@Nullable String pathPrefix, Markers.Take<List<IamEntity>> take)
            throws SourceException, InterruptedException {
        var request = ListUsersRequest.builder().pathPrefix(pathPrefix).maxItems(Markers.MAX_ITEMS);
        Markers.walk(
                "iam:ListUsers",
                marker -> requests.send("iam:ListUsers", request.marker(marker).build(), IamClient::listUsers),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> take.page(page.users().stream().map(EntityPages::entity).toList()));
    }

    private static IamEntity entity(User user) {
        return new IamEntity(
                user.arn(),
                IamEntity.Type.USER,
                user.userName(),
                user.path(),
                user.userId(),
                user.createDate(),
                user.passwordLastUsed(),
                null);
    }

    private void roles(@Nullable String pathPrefix, Markers.Take<List<IamEntity>> take)
            throws SourceException, InterruptedException {
        var request = ListRolesRequest.builder().pathPrefix(pathPrefix).maxItems(Markers.MAX_ITEMS);
        Markers.walk(
                "iam:ListRoles",
                marker -> requests.send("iam:ListRoles", request.marker(marker).build(), IamClient::listRoles),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> take.page(page.roles().stream().map(EntityPages::entity).toList()));
    }

    private static IamEntity entity(Role role) {
        return new IamEntity(
                role.arn(),
                IamEntity.Type.ROLE,
                role.roleName(),
                role.path(),
                role.roleId(),
                role.createDate(),
                null,
                null);
    }

    private void groups(@Nullable String pathPrefix, Markers.Take<List<IamEntity>> take)
            throws SourceException, InterruptedException {
        var request = ListGroupsRequest.builder().pathPrefix(pathPrefix).maxItems(Markers.MAX_ITEMS);
        Markers.walk(
                "iam:ListGroups",
                marker -> requests.send("iam:ListGroups", request.marker(marker).build(), IamClient::listGroups),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> take.page(
                        page.groups().stream().map(EntityPages::entity).toList()));
    }

    private static IamEntity entity(Group group) {
        return new IamEntity(
                group.arn(),
                IamEntity.Type.GROUP,
                group.groupName(),
                group.path(),
                group.groupId(),
                group.createDate(),
                null,
                null);
    }

    private void policies(
            IamEntity.Type type,
            PolicyScopeType scope,
            @Nullable String pathPrefix,
            boolean onlyAttached,
            Markers.Take<List<IamEntity>> take)
            throws SourceException, InterruptedException {
        var request = ListPoliciesRequest.builder()
                .scope(scope)
                .onlyAttached(onlyAttached)
                .pathPrefix(pathPrefix)
                .maxItems(Markers.MAX_ITEMS);
        Markers.walk(
                "iam:ListPolicies",
                marker ->
                        requests.send("iam:ListPolicies", request.marker(marker).build(), IamClient::listPolicies),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> take.page(page.policies().stream()
                        .map(policy -> entity(policy, type))
                        .toList()));
    }

    private static IamEntity entity(Policy policy, IamEntity.Type type) {
        return new IamEntity(
                policy.arn(),
                type,
                policy.policyName(),
                policy.path(),
                policy.policyId(),
                policy.createDate(),
                null,
                policy.attachmentCount());
    }

    /** The tags of a user, role or customer-managed policy. */
    Map<String, String> tags(IamEntity entity) throws SourceException, InterruptedException {
        var tags = new HashMap<String, String>();
        switch (entity.type()) {
            case USER -> userTags(entity.name(), tags);
            case ROLE -> roleTags(entity.name(), tags);
            case CUSTOMER_MANAGED_POLICY -> policyTags(entity.arn(), tags);
            case GROUP, AWS_MANAGED_POLICY, ORGANIZATIONS_ENTITY ->
                throw new IllegalArgumentException("cannot be tagged: " + entity.arn());
        }
        return tags;
    }

    private void userTags(String name, Map<String, String> tags) throws SourceException, InterruptedException {
        var request = ListUserTagsRequest.builder().userName(name);
        Markers.walk(
                "iam:ListUserTags",
                marker ->
                        requests.send("iam:ListUserTags", request.marker(marker).build(), IamClient::listUserTags),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> keep(page.tags(), tags));
    }

    private void roleTags(String name, Map<String, String> tags) throws SourceException, InterruptedException {
        var request = ListRoleTagsRequest.builder().roleName(name);
        Markers.walk(
                "iam:ListRoleTags",
                marker ->
                        requests.send("iam:ListRoleTags", request.marker(marker).build(), IamClient::listRoleTags),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> keep(page.tags(), tags));
    }

    private void policyTags(String arn, Map<String, String> tags) throws SourceException, InterruptedException {
        var request = ListPolicyTagsRequest.builder().policyArn(arn);
        Markers.walk(
                "iam:ListPolicyTags",
                marker -> requests.send(
                        "iam:ListPolicyTags", request.marker(marker).build(), IamClient::listPolicyTags),
                page -> Markers.next(page.isTruncated(), page.marker()),
                page -> keep(page.tags(), tags));
    }

    private static void keep(List<Tag> page, Map<String, String> tags) {
        page.forEach(tag -> tags.put(tag.key(), tag.value()));
    }
}
