package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.simulator.DemoOrganization;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All services, the stand-in for AWS and the command. */
@Timeout(300)
class LastAccessedCommandTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern RESUME = Pattern.compile("--resume ([0-9a-f-]{36}) --keep (\\S+)");
    private static final Pattern CREATED = Pattern.compile("Scan ([0-9a-f-]{36})");
    private static final String STALE = ":user/erin.jones";
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    private Simulator simulator;

    @BeforeEach
    void signIn() throws IOException {
        simulator = Simulator.start(DemoOrganization.settings(Clock.systemUTC()).build());
        System.setProperty("aws.endpointUrl", simulator.endpoint().toString());
        System.setProperty("aws.accessKeyId", simulator.managementKey().id());
        System.setProperty("aws.secretAccessKey", simulator.managementKey().secret());
        System.setProperty("aws.region", "us-east-1");
    }

    @AfterEach
    void signOut() {
        List.of("aws.endpointUrl", "aws.accessKeyId", "aws.secretAccessKey", "aws.region")
                .forEach(System::clearProperty);
        simulator.close();
    }

    @Test
    void whatTheDemoOrganizationDoesNotUseIsFound() {
        var run =
                Cli.run("last-accessed", "--org", "--temporary", "--policies", "--unused-for", "90d", "--rows", "1000");

        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.err())
                .contains("Assuming the role OrganizationAccountAccessRole in each account except your own")
                .contains("failed: AccessDenied 100000000043", "next step: ")
                .containsPattern("collecting: .* jobs: [0-9,]+ made, [0-9,]+ running, [0-9,]+ done");
        assertThat(run.out())
                .contains("accounts   12: 11 complete, 1 failed")
                .containsPattern("principal +100000000021 +role legacy-migration ")
                .containsPattern("principal +100000000021 +role vendor/vendor-audit .*ReadOnlyAccess")
                .containsPattern("access key +100000000021 +user erin.jones AKIA")
                .containsPattern("password +100000000021 +user erin.jones ")
                .containsPattern("permission +100000000021 +user terraform .*AdministratorAccess")
                .containsPattern("100000000043 +acquired-company .*AccessDenied")
                .contains("arn:aws:iam::100000000024:role/etl-nightly");
    }

    @Test
    void oneArnIsShownWithItsServices() {
        var arn = "arn:aws:iam::100000000021:role/ci-deploy";

        var run = Cli.run("last-accessed", "--arn", arn, "--actions", "--policies", "--temporary");

        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        assertThat(run.out())
                .contains("accounts   1: 1 complete, 0 failed", "jobs       1: 1 done, 0 failed")
                .contains("role ci-deploy, account 100000000021\n  " + arn)
                .containsPattern("[0-9]+ services granted, [0-9]+ used, [0-9]+ never used; tracked from ")
                .contains("artifacts (inline)");
    }

    @Test
    void aRemoteServerCollectsAndReports() throws IOException {
        var arn = "arn:aws:iam::100000000021:role/ci-deploy";
        try (var server = Standalone.start(StandaloneOptions.temporary())) {
            var address = "127.0.0.1:" + server.port();

            var run = Cli.run("last-accessed", "--arn", arn, "--server", address);

            assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
            assertThat(run.err()).doesNotContain("Starting PostgreSQL");
            assertThat(run.out()).contains("jobs       1: 1 done, 0 failed", "role ci-deploy, account 100000000021");
            var created = CREATED.matcher(run.err());
            assertThat(created.find()).as(run.err()).isTrue();

            var again = Cli.run("last-accessed", "--scan", created.group(1), "--csv", "--server", address);
            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(again.out()).contains(arn);
            assertThat(again.err()).as("what only prints").doesNotContain("Scan ", "Continuing");
        }
    }

    @Test
    void aStoppedScanGoesOnWhereItWas() throws Exception {
        var keep = folder.resolve("kept");
        var process = start("last-accessed", "--org", "--keep", keep.toString());
        try {
            await().atMost(TIMEOUT).until(() -> talk().matches("(?s).* [1-9][0-9]* done.*") || !process.isAlive());
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(talk()).isEqualTo(TERMINATED);
        var resume = RESUME.matcher(talk());
        assertThat(resume.find()).as(talk()).isTrue();

        var run = Cli.run("last-accessed", "--resume", resume.group(1), "--keep", resume.group(2), "--csv");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.INCOMPLETE);
        var principals = run.out()
                .lines()
                .skip(1)
                .map(row -> row.split(",", -1)[0] + row.split(",", -1)[2])
                .distinct();
        assertThat(principals.filter(principal -> principal.endsWith(STALE)))
                .as("a row for each account that could be read")
                .hasSize(11);
        assertThat(Cli.run("last-accessed", "--resume", resume.group(1), "--keep", resume.group(2), "--csv")
                        .out())
                .as("the report of an ended scan, again")
                .isEqualTo(run.out());
    }

    private Process start(String... args) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dtrailtally.cache=" + System.getProperty("trailtally.cache"),
                "-Dtrailtally.data=" + System.getProperty("trailtally.data"),
                "-cp",
                System.getProperty("java.class.path"),
                TrailtallyCommand.class.getName()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("talk").toFile());
        builder.environment().put("AWS_ENDPOINT_URL", simulator.endpoint().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", simulator.managementKey().id());
        builder.environment()
                .put("AWS_SECRET_ACCESS_KEY", simulator.managementKey().secret());
        builder.environment().put("AWS_REGION", "us-east-1");
        return builder.start();
    }

    private String talk() throws IOException {
        return Files.readString(folder.resolve("talk"));
    }
}
