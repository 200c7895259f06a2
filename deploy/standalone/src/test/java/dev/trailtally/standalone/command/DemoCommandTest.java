package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All services, the stand-in for AWS and the command. */
@Timeout(300)
class DemoCommandTest {

    @AfterEach
    void signOut() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        System.clearProperty("aws.region");
    }

    @Test
    void theMadeUpOrganizationIsScannedAndItsFailuresShown() {
        var run = Cli.run("demo", "--past-hours", "3");

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
                .contains("What can we remove? As: trailtally last-accessed --org --policies --unused-for 90d")
                .containsPattern("principal +[0-9]{12} +(user|role) ")
                .contains("As: trailtally key AKIA", "time\tsource\tname\tregion\terror\taccount\tsource_ip");
    }
}
