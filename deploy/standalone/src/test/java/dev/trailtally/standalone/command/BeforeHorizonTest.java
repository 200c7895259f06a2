package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.simulator.DemoOrganization;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.standalone.database.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan of S3 whose objects the database has forgotten. */
class BeforeHorizonTest {

    private final Clock clock = Clock.systemUTC();

    @TempDir
    private Path folder = Path.of("");

    private Simulator simulator;

    @BeforeEach
    void signIn() {
        simulator = Simulator.start(DemoOrganization.settings(clock).build());
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
    void itIsRefusedUnlessItIsAllowedAndThenCountsNothingTwice() throws IOException, SQLException {
        var first = scan();
        assertThat(first.exitCode()).as(first.err() + first.out()).isZero();
        forgetObjects();

        var refused = scan();
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err())
                .contains("no longer known which objects of s3://organization-trail", "--allow-before-horizon")
                .doesNotContain("\tat ");

        var allowed = scan("--allow-before-horizon");
        assertThat(allowed.exitCode()).as(allowed.err() + allowed.out()).isZero();
        assertThat(records(first, "stored")).isPositive();
        assertThat(records(allowed, "read")).as("read again").isEqualTo(records(first, "read"));
        assertThat(records(allowed, "duplicate")).isEqualTo(records(first, "read"));
        assertThat(records(allowed, "stored")).isZero();
    }

    @Test
    void ofAFolderThereIsNoHorizonToAllow() {
        var run = Cli.run("scan", "--logs", folder.toString(), "--allow-before-horizon");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--allow-before-horizon needs --s3.");
    }

    /** Two hours of a day ago of one account and region. */
    private Cli scan(String... options) {
        var end = clock.instant().truncatedTo(ChronoUnit.DAYS);
        var line = new ArrayList<>(List.of("scan", "--s3", "s3://organization-trail", "--json"));
        line.addAll(List.of("--account", "100000000021", "--regions", "eu-west-1"));
        line.addAll(List.of("--start", end.minus(Duration.ofHours(2)).toString(), "--end", end.toString()));
        line.addAll(List.of("--keep", folder.resolve("kept").toString()));
        line.addAll(List.of(options));
        return Cli.run(line.toArray(String[]::new));
    }

    /** As pruning does, when the scan has ended long ago. */
    private void forgetObjects() throws IOException, SQLException {
        try (var database = EmbeddedDatabase.start(folder.resolve("kept"), line -> {});
                var connection = DriverManager.getConnection(database.superuserUrl());
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into manifest_horizon
                    select source_kind, source_location, now()
                    from scan;
                    delete from log_object
                    """);
        }
    }

    private static long records(Cli run, String counter) throws IOException {
        var json = Struct.newBuilder();
        JsonFormat.parser().merge(run.out(), json);
        var records = json.getFieldsOrThrow("scan")
                .getStructValue()
                .getFieldsOrThrow("records")
                .getStructValue();
        return records.containsFields(counter)
                ? Long.parseLong(records.getFieldsOrThrow(counter).getStringValue())
                : 0;
    }
}
