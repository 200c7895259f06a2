package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All services, the stand-in for AWS and the command. */
@Timeout(300)
class DemoCommandTest {

    @TempDir
    Path folder;

    @AfterEach
    void signOut() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        System.clearProperty("aws.region");
    }

    @Test
    void theMadeUpOrganizationIsScannedAndItsFailuresShown() {
        var keep = folder.resolve("made up");
        var run = Cli.run("demo", "--past-hours", "3", "--keep", keep.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("made-up data", "scan --org --role OrganizationAccountAccessRole")
                .contains("failed: AccessDenied 100000000043", "next step: ")
                .contains("failed: AccessDeniedException 100000000022 ap-northeast-1");
        assertThat(run.out())
                .contains("37 accounts and regions: 35 complete, 2 failed")
                .containsPattern("AccessDenied +100000000043 +acquired-company +\\(all\\)")
                .contains("next step  AccessDeniedException: Allow cloudtrail:LookupEvents")
                .contains("payments-production")
                .contains("What can we remove? Same as: trailtally last-accessed --org --policies --unused-for 90d")
                .containsPattern("principal +[0-9]{12} +(user|role) ")
                .contains("Same as: trailtally key AKIA", "time\tsource\tname\tregion\terror\taccount\tsource_ip")
                .as("an event of the key")
                .containsPattern("source_ip\\R[0-9]{4}-");

        assertThat(run.err()).contains("trailtally report html --keep '" + keep + "'");
        var report = Cli.run("report", "service-usage", "--keep", keep.toString());
        assertThat(report.exitCode())
                .as("nothing was read of the denied account: " + report.err())
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(report.out()).contains("payments-production");
        var again = Cli.run("demo", "--keep", keep.toString());
        assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("made-up data is not added to it");
    }
}
