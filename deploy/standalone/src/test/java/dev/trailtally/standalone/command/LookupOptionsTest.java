package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LookupAttributeKey;
import dev.trailtally.collector.v1.RegionSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The request that the options produce. */
class LookupOptionsTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-21T12:00:00.5Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Command(name = "options")
    static final class Options implements Callable<Integer> {

        @Mixin
        private SourceOptions source = new SourceOptions();

        @Mixin
        private RepetitionOptions repetition = new RepetitionOptions();

        private CreateScanRequest request = CreateScanRequest.getDefaultInstance();

        @Override
        public Integer call() throws IOException {
            source.check(NOON);
            repetition.check(source);
            var builder = source.request(Path.of("/sample"));
            repetition.addTo(builder);
            request = builder.build();
            return 0;
        }
    }

    @Test
    void theWholeOrganizationIsAskedThroughTheUsualRole() {
        var request = request("--org", "--past-hours", "24");

        assertThat(request.getSource().getLookup().hasOrganization()).isTrue();
        assertThat(request.getSource().getLookup().getRole().getRoleName()).isEqualTo("OrganizationAccountAccessRole");
        assertThat(request.getLookback().getSeconds()).isEqualTo(24 * 3_600);
        assertThat(request.hasEndTime()).isFalse();
        assertThat(request.getAccountIdsList()).isEmpty();
    }

    @Test
    void organizationalUnitsImplyTheOrganization() {
        var organization = request("--ou", "Production", "--ou", "ou-abcd-12345678", "--exclude", "111122223333")
                .getSource()
                .getLookup()
                .getOrganization();

        assertThat(organization.getOrganizationalUnitsList()).containsExactly("Production", "ou-abcd-12345678");
        assertThat(organization.getExcludeAccountIdsList()).containsExactly("111122223333");
    }

    @Test
    void accountsComeFromAListAndFromAFile() throws IOException {
        var file = Files.writeString(
                folder.resolve("accounts.txt"), "# ours\n111122223333\n\n444455556666 # data\n111122223333\n");

        var request = request("--accounts", "012345678901,@" + file, "--accounts", "@" + file);

        assertThat(request("--accounts", "@" + file).getAccountIdsList())
                .containsExactly("111122223333", "444455556666");
        assertThat(request.getAccountIdsList()).containsExactly("012345678901", "111122223333", "444455556666");
        assertThat(request.getSource().getLookup().hasOrganization()).isFalse();
    }

    @Test
    void theRoleIsAskedForAsTold() {
        var role = request(
                        "--org",
                        "--role",
                        "audit/Reader",
                        "--external-id",
                        "x-1",
                        "--session-name",
                        "tally",
                        "--session-duration",
                        "2h")
                .getSource()
                .getLookup()
                .getRole();

        assertThat(role.getRoleName()).isEqualTo("audit/Reader");
        assertThat(role.getExternalId()).isEqualTo("x-1");
        assertThat(role.getSessionName()).isEqualTo("tally");
        assertThat(role.getSessionDuration()).isEqualTo(Durations.fromHours(2));
    }

    @Test
    void theCallersAccountNeedsNoRole() {
        var request = request(
                "--caller",
                "--lookup",
                "accesskeyid=AKIA=X",
                "--regions",
                "eu-west-1,us-east-1",
                "--regions-from",
                "account",
                "--unit-deadline",
                "30m",
                "--start",
                "2026-11-01",
                "--end",
                "2026-11-02");
        var lookup = request.getSource().getLookup();

        assertThat(lookup.hasRole()).isFalse();
        assertThat(lookup.getAttribute().getKey()).isEqualTo(LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_ACCESS_KEY_ID);
        assertThat(lookup.getAttribute().getValue()).isEqualTo("AKIA=X");
        assertThat(lookup.getRegionSource()).isEqualTo(RegionSource.REGION_SOURCE_ACCOUNT);
        assertThat(lookup.getUnitDeadline()).isEqualTo(Durations.fromMinutes(30));
        assertThat(request.getRegionsList()).containsExactly("eu-west-1", "us-east-1");
        assertThat(request.getEndTime()).isEqualTo(timestamp("2026-11-02T00:00:00Z"));
    }

    @Test
    void repetitionHasAnIntervalAndAnOverlap() {
        var repetition = request("--org", "--every", "1h", "--overlap", "20m").getRepetition();

        assertThat(repetition.getInterval()).isEqualTo(Durations.fromHours(1));
        assertThat(repetition.getOverlap()).isEqualTo(Durations.fromMinutes(20));
    }

    @Test
    void withoutASourceTheSampleIsRead() {
        assertThat(request("--account", "012345678901").getSource().getFolder().getPath())
                .isEqualTo("/sample");
    }

    private static CreateScanRequest request(String... args) {
        var options = new Options();
        var line = OptionValues.register(new CommandLine(options))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true);
        assertThat(line.execute(args)).isZero();
        return options.request;
    }

    private static Timestamp timestamp(String time) {
        return Timestamps.fromMillis(Instant.parse(time).toEpochMilli());
    }
}
