package dev.trailtally.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.query.IamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs if the AWS CLI is installed: on the path, or where the variable AWS_CLI says. */
class AwsCliTest {

    private static final String CLI =
            Optional.ofNullable(System.getenv("AWS_CLI")).orElse("aws");

    @BeforeAll
    static void requireCli() throws InterruptedException {
        var installed = false;
        try {
            var version = new ProcessBuilder(CLI, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            installed = version.waitFor(30, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException e) {
            // Not installed.
        }
        assumeTrue(installed, "no AWS CLI");
    }

    @Test
    void theCliReadsTheDemosOrganization() {
        var settings = DemoOrganization.settings(Clock.systemUTC())
                .throttle(Throttle.NONE)
                .faults(DemoOrganization.faults().build());
        try (var simulator = Simulator.start(settings.build())) {
            assertThat(aws(simulator, "sts get-caller-identity --query Account --output text"))
                    .isEqualTo(DemoOrganization.MANAGEMENT);
            assertThat(aws(simulator, "organizations list-accounts --query length(Accounts)"))
                    .isEqualTo("13");
            assertThat(aws(simulator, "ec2 describe-regions --query Regions[].RegionName --output text"))
                    .isEqualTo("eu-central-1\teu-west-1\tus-east-1");
            assertThat(aws(
                            simulator,
                            "account list-regions --region-opt-status-contains ENABLED_BY_DEFAULT"
                                    + " --query length(Regions)"))
                    .isEqualTo("3");
            assertThat(aws(simulator, "cloudtrail lookup-events --region eu-west-1 --query length(Events)"))
                    .isEqualTo("3000");
            assertThat(aws(simulator, "s3 ls s3://organization-trail/AWSLogs/o-demo0000001/100000000011/CloudTrail/"))
                    .contains("PRE eu-west-1/");
        }
    }

    @Test
    void theCliReadsIamAndALastAccessedReport() {
        var settings = DemoOrganization.settings(Clock.systemUTC())
                .iamSettings(IamSettings.builder().pageSize(7).build());
        try (var simulator = Simulator.start(settings.build())) {
            var role = "arn:aws:iam::" + DemoOrganization.MANAGEMENT + ":role/Admin";
            assertThat(aws(simulator, "iam list-users --query Users[?UserName=='erin.jones'].Path --output text"))
                    .isEqualTo("/");
            assertThat(aws(simulator, "iam list-policies --scope AWS --only-attached --query length(Policies)"))
                    .isEqualTo("4");
            var job = aws(
                    simulator,
                    "iam generate-service-last-accessed-details --output text --granularity ACTION_LEVEL --arn "
                            + role);
            var report = aws(simulator, "iam get-service-last-accessed-details --job-id " + job);
            assertThat(report).contains("\"JobStatus\": \"COMPLETED\"", "\"ServiceName\": ", "\"Marker\": ");
            assertThat(aws(
                            simulator,
                            "iam list-policies-granting-service-access --service-namespaces s3 sqs --arn " + role
                                    + " --query PoliciesGrantingServiceAccess[0].Policies[0].PolicyName --output text"))
                    .isEqualTo("AdministratorAccess");
            var path = "o-demo0000001/r-demo";
            var of = aws(simulator, "iam generate-organizations-access-report --output text --entity-path " + path);
            assertThat(aws(
                            simulator,
                            "iam get-organizations-access-report --query NumberOfServicesAccessible --job-id " + of))
                    .isEqualTo("80");
            assertThat(aws(simulator, "iam get-role --role-name nobody"))
                    .contains("An error occurred (NoSuchEntity) when calling the GetRole operation");
        }
    }

    @Test
    void theCliSaysWhyAnAccountIsDenied() {
        try (var simulator =
                Simulator.start(DemoOrganization.settings(Clock.systemUTC()).build())) {
            var role = "arn:aws:iam::" + DemoOrganization.DENIED_ACCOUNT + ":role/OrganizationAccountAccessRole";
            assertThat(aws(simulator, "sts assume-role --role-session-name scan --role-arn " + role))
                    .contains(
                            "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::",
                            "is not authorized to perform: sts:AssumeRole on resource: " + role);
        }
    }

    private static String aws(Simulator simulator, String arguments) {
        var command = new ArrayList<String>(List.of(CLI));
        command.addAll(List.of(arguments.split(" ", -1)));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var key = simulator.managementKey();
        builder.environment().remove("AWS_PROFILE");
        builder.environment().remove("AWS_SESSION_TOKEN");
        builder.environment().put("AWS_ENDPOINT_URL", simulator.endpoint().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", key.id());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", key.secret());
        builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_PAGER", "");
        try {
            var process = builder.start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
