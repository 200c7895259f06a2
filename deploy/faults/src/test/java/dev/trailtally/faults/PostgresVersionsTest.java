package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The services on the older versions of PostgreSQL that they support; all other tests use the newest. */
class PostgresVersionsTest {

    private final Findings findings = new Findings();

    @ParameterizedTest
    @ValueSource(strings = {"16", "17"})
    void whatIsCollectedIsStoredRolledUpAndReportedExactly(String version, @TempDir Path folder) throws Exception {
        try (var site = new Site(version, folder)) {
            assertThat(site.postgres.column("show server_version"))
                    .singleElement()
                    .asString()
                    .startsWith(version + ".");
            await("SERVING").atMost(Site.RECOVERY).until(site.watch::allServe);
            var client = new Client(site, findings);
            try (var scans = new Scans(client, findings);
                    var questions = new Questions(client, findings)) {
                scans.ofEachSource(site.input);
                new Counts(site, client, questions).verify("PostgreSQL " + version);
            }
        }
        assertThat(findings.all()).as("PostgreSQL " + version).isEmpty();
    }
}
