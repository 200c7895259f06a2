package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.simulator.DemoOrganization;
import dev.trailtally.simulator.Simulator;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that cannot read anything: they say why, end with 1 or 2, and mostly start nothing. */
class CallerCheckTest {

    private static final String STARTED = "Starting PostgreSQL";

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, @Nullable String> before = new HashMap<>();

    @BeforeEach
    void haveNothing() {
        set("aws.accessKeyId", null);
        set("aws.secretAccessKey", null);
        set("aws.configFile", folder.resolve("config").toString());
        set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
        set("aws.disableEc2Metadata", "true");
        set("aws.region", "us-east-1");
    }

    @AfterEach
    void restore() {
        before.forEach(CallerCheckTest::put);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scan --org",
                "scan --s3 s3://trail-logs/AWSLogs",
                "last-accessed --caller",
                "serve --org --port 0",
                "key AKIAIOSFODNN7EXAMPLE --yesterday --collect"
            })
    void withoutCredentialsNothingIsStarted(String line) {
        var run = Cli.run(line.split(" "));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err())
                .contains("NO_CREDENTIALS: there are no AWS credentials", "next step: Sign in", "AWS_PROFILE")
                .doesNotContain(STARTED, "--verbose");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scan --org --end 2020-01-01",
                "scan --caller --start 2020-01-01 --end 2020-02-01",
                "scan --caller --start 2999-01-01",
                "serve --org --end 2020-01-01",
                "key AKIAIOSFODNN7EXAMPLE --day 2020-01-01 --collect"
            })
    void aTimeThatLookupEventsDoesNotHaveIsAMistakeOfTheCommandLine(String line) {
        var run = Cli.run(line.split(" "));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .containsPattern("last 90 days|is in the future")
                .doesNotContain(STARTED, "NO_CREDENTIALS");
    }

    @Test
    void anEndpointThatRefusesIsNamed() {
        signIn("http://127.0.0.1:9", "AKIAIOSFODNN7EXAMPLE");

        var run = Cli.run("scan", "--org");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err())
                .contains("UNREACHABLE: ", "127.0.0.1:9", "AWS_ENDPOINT_URL")
                .doesNotContain(STARTED);
    }

    @Test
    void aKeyThatAwsDoesNotKnowIsAboutTheKey() {
        try (var simulator = simulator()) {
            signIn(simulator.endpoint().toString(), "AKIAIOSFODNN7UNKNOWN");

            var run = Cli.run("last-accessed", "--org");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILURE);
            assertThat(run.err())
                    .contains("InvalidClientTokenId: ", "the access key is deleted")
                    .doesNotContain(STARTED, "egion");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scan --ou Nowhere --temporary",
                "last-accessed --ou Nowhere --temporary",
                "scan --s3 s3://no-such-bucket-anywhere"
            })
    void whatIsNotThereLeavesNothingToRead(String line) {
        try (var simulator = simulator()) {
            signIn(simulator.endpoint().toString(), simulator.managementKey().id());
            set("aws.secretAccessKey", simulator.managementKey().secret());

            var run = Cli.run(line.split(" "));

            assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(ExitCode.FAILURE);
            assertThat(run.err() + run.out()).containsPattern("Nowhere|NoSuchBucket");
        }
    }

    private static Simulator simulator() {
        return Simulator.start(DemoOrganization.settings(Clock.systemUTC()).build());
    }

    private void signIn(String endpoint, String accessKey) {
        set("aws.endpointUrl", endpoint);
        set("aws.accessKeyId", accessKey);
        set("aws.secretAccessKey", "secret");
    }

    private void set(String property, @Nullable String value) {
        if (!before.containsKey(property)) {
            before.put(property, System.getProperty(property));
        }
        put(property, value);
    }

    private static void put(String property, @Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }
}
