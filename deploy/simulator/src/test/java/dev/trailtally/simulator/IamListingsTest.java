package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.MANAGEMENT;
import static dev.trailtally.simulator.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.UserKey;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.organization.Organization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

class IamListingsTest {

    private static final Instant USED = Instant.parse("2026-01-02T03:04:05Z");
    private static final String KEY = "AKIAEXAMPLEEXAMPLE01";

    @Test
    void usersAreListedByPathWithTheirPasswordsAndWithoutTheirTags() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            assertThat(iam.listUsers().users())
                    .extracting(User::userName, User::path, User::passwordLastUsed, User::hasTags)
                    .containsExactly(tuple("alice", "/", USED, false), tuple("bob", "/team/search/", null, false));
            assertThat(iam.listUsers(request -> request.pathPrefix("/team/")).users())
                    .extracting(User::arn)
                    .containsExactly("arn:aws:iam::000000000011:user/team/search/bob");
            var alice = iam.getUser(request -> request.userName("alice")).user();
            assertThat(alice.tags())
                    .containsExactly(Tag.builder().key("owner").value("<a> & b").build());
            assertThat(alice.userId()).matches("AIDA[A-Z2-7]{17}");
            assertThat(iam.listUserTags(request -> request.userName("alice")).tags())
                    .isEqualTo(alice.tags());
        }
    }

    @Test
    void rolesGroupsAndPoliciesAreFoundByNameOrArn() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            var role = iam.listRoles().roles().getFirst();
            assertThat(role.assumeRolePolicyDocument()).startsWith("%7B%22Version%22");
            assertThat(role.roleLastUsed()).isNull();
            assertThat(iam.getRole(request -> request.roleName("app")).role().arn())
                    .isEqualTo(role.arn());
            assertThat(iam.listRoleTags(request -> request.roleName("app")).tags())
                    .extracting(Tag::value)
                    .containsExactly("shop");
            assertThat(iam.getGroup(request -> request.groupName("admins"))
                            .group()
                            .arn())
                    .isEqualTo(iam.listGroups().groups().getFirst().arn());
            var local = "arn:aws:iam::000000000011:policy/unused";
            assertThat(iam.getPolicy(request -> request.policyArn(local))
                            .policy()
                            .attachmentCount())
                    .isZero();
            assertThat(iam.listPolicyTags(request -> request.policyArn(local)).tags())
                    .isEmpty();
        }
    }

    @Test
    void policiesAreListedByScopeAndAttachment() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            assertThat(iam.listPolicies().policies())
                    .extracting(Policy::policyName)
                    .containsExactly("used", "unused", "ReadOnlyAccess");
            assertThat(iam.listPolicies(request -> request.scope("Local")).policies())
                    .extracting(Policy::policyName)
                    .containsExactly("used", "unused");
            assertThat(iam.listPolicies(request -> request.scope("Local").onlyAttached(true))
                            .policies())
                    .extracting(Policy::policyName)
                    .containsExactly("used");
            assertThat(iam.listPolicies(request -> request.scope("AWS").onlyAttached(true))
                            .policies())
                    .extracting(Policy::arn)
                    .containsExactly("arn:aws:iam::aws:policy/ReadOnlyAccess");
        }
    }

    @Test
    void keysAreListedAndSayWhenTheyWereLastUsed() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            assertThat(iam.listAccessKeysPaginator(
                                    request -> request.userName("alice").maxItems(1))
                            .accessKeyMetadata())
                    .extracting(AccessKeyMetadata::accessKeyId, AccessKeyMetadata::statusAsString)
                    .containsExactly(tuple(KEY, "Active"), tuple("AKIAEXAMPLEEXAMPLE02", "Inactive"));
            var used = iam.getAccessKeyLastUsed(request -> request.accessKeyId(KEY));
            assertThat(used.userName()).isEqualTo("alice");
            assertThat(used.accessKeyLastUsed().lastUsedDate()).isEqualTo(USED);
            assertThat(used.accessKeyLastUsed().serviceName()).isEqualTo("s3");
            var never = iam.getAccessKeyLastUsed(request -> request.accessKeyId("AKIAEXAMPLEEXAMPLE02"))
                    .accessKeyLastUsed();
            assertThat(never.lastUsedDate()).isNull();
            assertThat(never.region()).isEqualTo("N/A");
            assertRefused(
                    () -> iam.getAccessKeyLastUsed(request -> request.accessKeyId("AKIANOBODYSNOBODYS01")),
                    "AccessDenied");
        }
    }

    @Test
    void listsComeInPagesShortOnesAndEmptyOnesToo() {
        var settings = IamSettings.builder().pageSize(2).emptyPages().build();
        var account = IamAccount.empty(MANAGEMENT);
        for (var number = 10; number < 17; number++) {
            account.role("role-" + number, role -> role);
        }
        try (var simulator = start(account, settings);
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            var sizes = new ArrayList<Integer>();
            var names = new ArrayList<String>();
            iam.listRolesPaginator(request -> request.maxItems(5)).stream().forEach(page -> {
                assertThat(page.isTruncated()).isEqualTo(page.marker() != null);
                sizes.add(page.roles().size());
                page.roles().stream().map(Role::roleName).forEach(names::add);
            });
            assertThat(sizes).containsExactly(0, 2, 0, 2, 0, 2, 0, 1);
            assertThat(names).hasSize(7).doesNotHaveDuplicates();
        }
    }

    @Test
    void aHundredItemsArePageUnlessAskedOtherwise() {
        var account = IamAccount.empty(MANAGEMENT);
        for (var number = 0; number < 130; number++) {
            account.user("user-" + number, user -> user);
        }
        try (var simulator = start(account, IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            assertThat(iam.listUsers().users()).hasSize(100);
            assertThat(iam.listUsers(request -> request.maxItems(1000)).users()).hasSize(130);
            assertRefused(() -> iam.listUsers(request -> request.maxItems(1001)), "ValidationError");
            assertRefused(() -> iam.listUsers(request -> request.maxItems(0)), "ValidationError");
        }
    }

    @Test
    void aMarkerBelongsToWhatItContinues() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            var marker = iam.listUsers(request -> request.maxItems(1)).marker();
            assertThat(iam.listUsers(request -> request.marker(marker)).users()).hasSize(1);
            assertRefused(() -> iam.listRoles(request -> request.marker(marker)), "ValidationError");
            assertRefused(
                    () -> iam.listUsers(request -> request.marker(marker).pathPrefix("/team/")), "ValidationError");
            assertRefused(() -> iam.listUsers(request -> request.marker("made-up")), "ValidationError");
        }
    }

    @Test
    void whatIsNotThereIsTheSdksNoSuchEntityOrInvalidInput() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            var iam = clients.iam();
            assertMissing(() -> iam.getUser(request -> request.userName("nobody")));
            assertMissing(() -> iam.getRole(request -> request.roleName("nobody")));
            assertMissing(() -> iam.getGroup(request -> request.groupName("nobody")));
            assertMissing(() -> iam.listUserTags(request -> request.userName("nobody")));
            assertMissing(() -> iam.listRoleTags(request -> request.roleName("nobody")));
            assertMissing(() -> iam.listAccessKeys(request -> request.userName("nobody")));
            assertMissing(() -> iam.getPolicy(request -> request.policyArn("arn:aws:iam::000000000011:policy/none")));
            assertThatThrownBy(() -> iam.getPolicy(request -> request.policyArn("arn:aws:s3:::bucket-of-mine")))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void aUserNeedNotNameItself() {
        var account = IamAccount.empty(MANAGEMENT).user("scanner", user -> user);
        try (var simulator = start(account, IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            assertThat(clients.iam().getUser().user().userName()).isEqualTo("scanner");
            var session = clients.sts()
                    .assumeRole(request -> request.roleSessionName("scan")
                            .roleArn("arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"))
                    .credentials();
            try (var member = AwsClients.of(simulator, session)) {
                assertRefused(() -> member.iam().getUser(), "ValidationError");
            }
        }
    }

    @Test
    void chinaHasItsOwnRegionAndArns() {
        var organization = Organization.builder(MANAGEMENT)
                .partition("aws-cn")
                .account(MANAGEMENT, "management", Map.of())
                .build();
        var iam = Iam.generated("aws-cn", IamPlan.of(1, 20, 5, NOW));
        try (var simulator =
                        Simulator.start(Fixture.settings(organization).iam(iam).build());
                var clients = AwsClients.of(simulator)) {
            assertThat(clients.iam("cn-north-1").listRoles().roles())
                    .hasSize(10)
                    .allMatch(role -> role.arn().startsWith("arn:aws-cn:iam::000000000011:role/"));
            assertRefused(() -> clients.iam().listRoles(), "SignatureDoesNotMatch");
        }
    }

    @Test
    void aSignatureForAnotherRegionIsRefused() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            assertRefused(() -> clients.iam("eu-west-1").listUsers(), "SignatureDoesNotMatch");
        }
    }

    @Test
    void whatATestChangesIsListed() {
        try (var simulator = start(IamSettings.plain());
                var clients = AwsClients.of(simulator)) {
            simulator.iam(MANAGEMENT).delete("arn:aws:iam::000000000011:user/alice");
            simulator.iam(MANAGEMENT).user("carol", user -> user.createDate(NOW));
            assertThat(clients.iam().listUsers().users())
                    .extracting(User::userName)
                    .containsExactly("carol", "bob");
        }
    }

    private static void assertMissing(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NoSuchEntityException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    private static void assertRefused(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    private static Simulator start(IamSettings settings) {
        var account = IamAccount.empty(MANAGEMENT)
                .user(
                        "alice",
                        user -> user.passwordLastUsed(USED)
                                .tag("owner", "<a> & b")
                                .key(new UserKey(KEY, true, USED, new UserKey.Use(USED, "eu-west-1", "s3")))
                                .key(new UserKey("AKIAEXAMPLEEXAMPLE02", false, USED, null)))
                .user("bob", user -> user.path("/team/search/"))
                .role("app", role -> role.tag("team", "shop"))
                .group("admins", group -> group)
                .policy("used", policy -> policy.path("/team/"))
                .policy("unused", policy -> policy.attachmentCount(0))
                .policy("ReadOnlyAccess", policy -> policy.awsManaged().attachmentCount(3));
        return start(account, settings);
    }

    private static Simulator start(IamAccount account, IamSettings settings) {
        return Simulator.start(Fixture.settings(GivenEvents.none())
                .iam(Iam.of(account))
                .iamSettings(settings)
                .build());
    }
}
