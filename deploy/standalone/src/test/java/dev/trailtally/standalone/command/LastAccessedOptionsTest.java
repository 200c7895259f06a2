package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.TagFilter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The request that the options produce. */
class LastAccessedOptionsTest {

    @Command(name = "options")
    static final class Options implements Callable<Integer> {

        @Mixin
        private LastAccessedOptions wanted = new LastAccessedOptions();

        private CreateScanRequest request = CreateScanRequest.getDefaultInstance();

        @Override
        public Integer call() {
            wanted.check();
            request = wanted.request().build();
            return 0;
        }
    }

    @Test
    void theWholeOrganizationIsAskedForServicesThroughTheUsualRole() {
        var source = request("--org", "--exclude", "111122223333").getSource().getLastAccessed();

        assertThat(source.getOrganization().getExcludeAccountIdsList()).containsExactly("111122223333");
        assertThat(source.getRole().getRoleName()).isEqualTo("OrganizationAccountAccessRole");
        assertThat(source.getGranularity()).isEqualTo(Granularity.GRANULARITY_SERVICE_LEVEL);
        assertThat(source.getEntityTypesList())
                .containsExactly(
                        EntityType.ENTITY_TYPE_USER,
                        EntityType.ENTITY_TYPE_ROLE,
                        EntityType.ENTITY_TYPE_GROUP,
                        EntityType.ENTITY_TYPE_CUSTOMER_MANAGED_POLICY);
    }

    @Test
    void whatToCollectIsAskedForAsTold() {
        var request = request(
                "--accounts",
                "012345678901",
                "--types",
                "users,aws-policies",
                "--path",
                "/team/",
                "--name",
                "ci-*",
                "--tag",
                "team=payments",
                "--tag",
                "owner",
                "--actions",
                "--entities",
                "--policies",
                "--skip-access-keys");
        var source = request.getSource().getLastAccessed();

        assertThat(request.getAccountIdsList()).containsExactly("012345678901");
        assertThat(source.getEntityTypesList())
                .containsExactly(EntityType.ENTITY_TYPE_USER, EntityType.ENTITY_TYPE_AWS_MANAGED_POLICY);
        assertThat(source.getPathPrefix()).isEqualTo("/team/");
        assertThat(source.getNamePattern()).isEqualTo("ci-*");
        assertThat(source.getTagsList())
                .containsExactly(
                        TagFilter.newBuilder()
                                .setKey("team")
                                .setValue("payments")
                                .build(),
                        TagFilter.newBuilder().setKey("owner").build());
        assertThat(source.getGranularity()).isEqualTo(Granularity.GRANULARITY_ACTION_LEVEL);
        assertThat(source.getWithEntities()).isTrue();
        assertThat(source.getGrantingPolicies()).isTrue();
        assertThat(source.getSkipAccessKeys()).isTrue();
    }

    @Test
    void arnsNameTheirAccounts() {
        var request = request(
                "--arn",
                "arn:aws:iam::012345678901:user/alice,arn:aws:iam::111122223333:role/x/Deploy",
                "--arn",
                "arn:aws:iam::aws:policy/ReadOnlyAccess");

        assertThat(request.getAccountIdsList()).containsExactly("012345678901", "111122223333");
        assertThat(request.getSource().getLastAccessed().getArnsList()).hasSize(3);
        assertThat(request.getSource().getLastAccessed().getEntityTypesList()).isEmpty();
        assertThat(request.getSource().getLastAccessed().hasOrganization()).isFalse();
    }

    @Test
    void aNameMayHaveCommas() {
        var source = request("--arn", "arn:aws:iam::012345678901:user/a,b,arn:aws:iam::012345678901:role/c,d")
                .getSource()
                .getLastAccessed();

        assertThat(source.getArnsList())
                .containsExactly("arn:aws:iam::012345678901:user/a,b", "arn:aws:iam::012345678901:role/c,d");
    }

    @Test
    void theOrganizationsReportAloneCollectsNothingElse() {
        var source = request("--org-report", "p-abcd1234").getSource().getLastAccessed();

        assertThat(source.getOrganizationsReport().getOrganizationsPolicyId()).isEqualTo("p-abcd1234");
        assertThat(source.hasOrganization()).isTrue();
        assertThat(source.getEntityTypesList()).isEmpty();
        assertThat(request("--org-report", "--org")
                        .getSource()
                        .getLastAccessed()
                        .getEntityTypesList())
                .hasSize(4);
    }

    @Test
    void theCallersAccountNeedsNoRole() {
        assertThat(request("--caller").getSource().getLastAccessed().hasRole()).isFalse();
    }

    private static CreateScanRequest request(String... args) {
        var options = new Options();
        var line = OptionValues.register(new CommandLine(options));
        assertThat(line.setExpandAtFiles(false).execute(args)).isZero();
        return options.request;
    }
}
