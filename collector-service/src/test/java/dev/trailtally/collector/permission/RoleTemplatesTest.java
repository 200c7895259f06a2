package dev.trailtally.collector.permission;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.permission.RoleTemplate.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** deploy/aws allows what the code asks AWS for, and nothing else, to the collector alone. */
class RoleTemplatesTest {

    private static final String COLLECTOR_ARN = "arn:aws:iam::111122223333:role/TrailtallyCollector";
    private static final Map<String, String> MEMBER = Map.of(
            "AWS::Partition",
            "aws",
            "CollectorRoleArn",
            COLLECTOR_ARN,
            "OrganizationId",
            "o-a1b2c3d4e5",
            "ExternalId",
            "x-4711");
    private static final Map<String, String> COLLECTOR = Map.of(
            "AWS::Partition", "aws",
            "AWS::URLSuffix", "amazonaws.com",
            "AWS::AccountId", "111122223333",
            "TrustedBy", "ec2",
            "OidcProvider", "oidc.example/id/A1",
            "OrganizationId", "o-a1b2c3d4e5");
    private static final Map<String, String> TRAIL = Map.of(
            "TrailBucketArns", "arn:aws:s3:::acme-trail,arn:aws:s3:::old-trail",
            "TrailObjectArns", "arn:aws:s3:::acme-trail/AWSLogs/*",
            "TrailPrefixes", "AWSLogs/*",
            "TrailKeyArns", "arn:aws:kms:eu-west-1:444455556666:key/k1");

    private static NeededActions needed;

    private final RoleTemplate member = RoleTemplate.member();
    private final RoleTemplate collector = RoleTemplate.collector();

    @BeforeAll
    static void readTheCode() {
        needed = new NeededActions();
    }

    @Test
    void theMemberRoleAllowsExactlyWhatTheCodeAsksOfAnAccount() {
        assertSame("member-role.yaml", actions(member.statements(MEMBER)), needed.ofMember());
    }

    @Test
    void theCollectorRoleAllowsExactlyWhatTheCodeAsks() {
        assertSame("collector-role.yaml", actions(collector.statements(with(COLLECTOR, TRAIL))), needed.ofCollector());
    }

    private static void assertSame(String file, Set<String> allowed, Set<String> asked) {
        assertThat(without(asked, allowed))
                .as("actions that the code needs and deploy/aws/%s does not allow", file)
                .isEmpty();
        assertThat(without(allowed, asked))
                .as("actions that deploy/aws/%s allows and no call of the code needs", file)
                .isEmpty();
    }

    private static Set<String> without(Set<String> actions, Set<String> others) {
        var rest = new TreeSet<>(actions);
        rest.removeAll(others);
        return rest;
    }

    @Test
    void noActionIsAPattern() {
        assertThat(actions(collector.statements(with(COLLECTOR, TRAIL)))).noneMatch(action -> action.contains("*"));
    }

    @Test
    void eachSwitchOfTheMemberRoleLeavesOutItsStatementAlone() {
        assertThat(member.switches()).isNotEmpty().allSatisfy(name -> assertLeavesOut(member, MEMBER, name));
    }

    @Test
    void eachSwitchOfTheCollectorRoleLeavesOutItsStatementAlone() {
        assertThat(collector.switches())
                .isNotEmpty()
                .allSatisfy(name -> assertLeavesOut(collector, with(COLLECTOR, TRAIL), name));
    }

    private static void assertLeavesOut(RoleTemplate template, Map<String, String> parameters, String name) {
        var sid = name.replaceFirst("^Allow", "");
        var expected = sids(template.statements(parameters));
        assertThat(expected).as("the statement of %s", name).contains(sid);
        expected.remove(sid);
        if (sid.equals("LastAccessed")) {
            // They are useless without it.
            expected.removeAll(Set.of("AccessKeys", "GrantingPolicies", "AccessingEntities", "EntityTags"));
        }
        assertThat(sids(template.statements(with(parameters, Map.of(name, "false")))))
                .as("statements with %s=false", name)
                .isEqualTo(expected);
    }

    @Test
    void theCollectorMayDoInItsOwnAccountWhatTheMemberRoleMayInOthers() {
        assertThat(collector.statements(COLLECTOR)).containsAll(member.statements(MEMBER));
    }

    @Test
    void lookupsAreLimitedToTheRegionsGiven() {
        assertThat(statement(member.statements(MEMBER), "LookupEvents").condition())
                .isEmpty();
        var limited = member.statements(with(MEMBER, Map.of("LookupRegions", "eu-west-1,us-east-1")));
        assertThat(statement(limited, "LookupEvents").condition())
                .isEqualTo(Map.of("StringEquals", Map.of("aws:RequestedRegion", List.of("eu-west-1", "us-east-1"))));
    }

    @Test
    void s3IsReadOnlyWhereBucketsAreGiven() {
        assertThat(actions(collector.statements(COLLECTOR)))
                .noneMatch(action -> action.startsWith("s3:") || action.startsWith("kms:"));
        var statements = collector.statements(with(COLLECTOR, TRAIL));
        assertThat(statement(statements, "TrailListing").resources())
                .containsExactly("arn:aws:s3:::acme-trail", "arn:aws:s3:::old-trail");
        assertThat(statement(statements, "TrailListing").condition())
                .isEqualTo(Map.of("StringLike", Map.of("s3:prefix", List.of("AWSLogs/*"))));
        assertThat(statement(statements, "TrailObjects").resources())
                .containsExactly("arn:aws:s3:::acme-trail/AWSLogs/*");
        assertThat(statement(statements, "TrailKeys").resources())
                .containsExactly("arn:aws:kms:eu-west-1:444455556666:key/k1");
        assertThat(statement(statements, "TrailKeys").condition())
                .isEqualTo(Map.of("StringLike", Map.of("kms:ViaService", "s3.*.amazonaws.com")));
    }

    @Test
    void onlyTheMemberRoleOfTheOrganizationIsAssumed() {
        var statement = statement(collector.statements(COLLECTOR), "MemberRole");
        assertThat(statement.resources()).containsExactly("arn:aws:iam::*:role/TrailtallyReader");
        assertThat(statement.condition())
                .isEqualTo(Map.of("StringEquals", Map.of("aws:ResourceOrgID", "o-a1b2c3d4e5")));
    }

    @Test
    void theMemberRoleTrustsTheCollectorOfTheOrganizationThatKnowsTheExternalId() {
        assertThat(member.trust(MEMBER)).singleElement().satisfies(trust -> {
            assertThat(trust.actions()).containsExactly("sts:AssumeRole");
            assertThat(trust.principal()).isEqualTo(Map.of("AWS", "arn:aws:iam::111122223333:root"));
            assertThat(trust.condition())
                    .isEqualTo(Map.of(
                            "ArnEquals", Map.of("aws:PrincipalArn", COLLECTOR_ARN),
                            "StringEquals", Map.of("aws:PrincipalOrgID", "o-a1b2c3d4e5", "sts:ExternalId", "x-4711")));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ec2, sts:AssumeRole, {Service=ec2.amazonaws.com}, {}",
        "ecs-tasks, sts:AssumeRole, {Service=ecs-tasks.amazonaws.com}, {aws:SourceAccount=111122223333}",
        "irsa, sts:AssumeRoleWithWebIdentity,"
                + " {Federated=arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A1},"
                + " '{oidc.example/id/A1:aud=sts.amazonaws.com,"
                + " oidc.example/id/A1:sub=system:serviceaccount:trailtally:trailtally-collector}'",
        "pod-identity, sts:AssumeRole sts:TagSession, {Service=pods.eks.amazonaws.com},"
                + " '{aws:RequestTag/kubernetes-namespace=trailtally,"
                + " aws:RequestTag/kubernetes-service-account=trailtally-collector}'",
    })
    void whereTheCollectorRunsIsTrustedAndNothingElse(
            String place, String actions, String principal, String condition) {
        assertThat(collector.trust(with(COLLECTOR, Map.of("TrustedBy", place))))
                .singleElement()
                .satisfies(trust -> {
                    assertThat(trust.actions()).containsExactlyInAnyOrder(actions.split(" "));
                    assertThat(trust.principal()).hasToString(principal);
                    assertThat(
                                    trust.condition().isEmpty()
                                            ? trust.condition()
                                            : trust.condition().get("StringEquals"))
                            .hasToString(condition);
                });
    }

    @ParameterizedTest
    @CsvSource({"aws-cn, amazonaws.com.cn", "aws-us-gov, amazonaws.com"})
    void arnsAreThoseOfThePartition(String partition, String suffix) {
        var elsewhere = with(COLLECTOR, Map.of("AWS::Partition", partition, "AWS::URLSuffix", suffix));
        assertThat(statement(collector.statements(elsewhere), "MemberRole").resources())
                .containsExactly("arn:" + partition + ":iam::*:role/TrailtallyReader");
        assertThat(collector.trust(elsewhere).getFirst().principal()).isEqualTo(Map.of("Service", "ec2." + suffix));
        assertThat(member.trust(with(MEMBER, Map.of("AWS::Partition", partition)))
                        .getFirst()
                        .principal())
                .isEqualTo(Map.of("AWS", "arn:" + partition + ":iam::111122223333:root"));
    }

    @Test
    void theReadmeNamesEachStatementWithItsActions() {
        var rows = RoleTemplate.readme()
                .lines()
                .filter(line -> line.startsWith("| "))
                .toList();
        Stream.concat(member.statements(MEMBER).stream(), collector.statements(with(COLLECTOR, TRAIL)).stream())
                .forEach(statement -> assertThat(rows)
                        .as("deploy/aws/README.md, a row of `%s` with %s", statement.sid(), statement.actions())
                        .anyMatch(row -> row.startsWith("| `" + statement.sid() + "` |")
                                && statement.actions().stream().allMatch(action -> row.contains("`" + action + "`"))));
    }

    private static SortedSet<String> actions(List<Statement> statements) {
        return statements.stream()
                .flatMap(statement -> statement.actions().stream())
                .collect(toCollection(TreeSet::new));
    }

    private static SortedSet<String> sids(List<Statement> statements) {
        return statements.stream().map(Statement::sid).collect(toCollection(TreeSet::new));
    }

    private static Statement statement(List<Statement> statements, String sid) {
        return statements.stream()
                .filter(statement -> statement.sid().equals(sid))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no statement " + sid + " among " + statements));
    }

    private static Map<String, String> with(Map<String, String> parameters, Map<String, String> more) {
        var all = new HashMap<>(parameters);
        all.putAll(more);
        return Map.copyOf(all);
    }
}
