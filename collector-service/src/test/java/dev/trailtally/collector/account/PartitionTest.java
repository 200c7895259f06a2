package dev.trailtally.collector.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

class PartitionTest {

    private static final AssumedRole READER = new AssumedRole("team/reader", null, "scan", Duration.ofHours(1));

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, aws, us-east-1",
        "ap-east-2, aws, us-east-1",
        "cn-north-1, aws-cn, cn-northwest-1",
        "us-gov-east-1, aws-us-gov, us-gov-west-1",
        "us-isob-east-1, aws-iso-b, us-isob-east-1"
    })
    void globalServicesAreCalledInTheHomeOfThePartition(String region, String id, String home) {
        var partition = Partition.of(Region.of(region));

        assertThat(partition).isEqualTo(new Partition(id, Region.of(home)));
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sts::000000000042:assumed-role/Audit/scan, aws",
        "arn:aws-cn:iam::000000000042:user/auditor, aws-cn",
        "arn:aws-us-gov:iam::000000000042:root, aws-us-gov"
    })
    void rolesAreThoseOfTheCallersPartition(String callerArn, String partition) {
        var caller = Caller.of("000000000042", callerArn);

        assertThat(caller.partition()).isEqualTo(partition);
        assertThat(READER.arn(caller.partition(), 7))
                .isEqualTo("arn:" + partition + ":iam::000000000007:role/team/reader");
    }

    @Test
    void anExternalIdIsNeverPrinted() {
        var role = new AssumedRole("reader", "hush-4711", "scan", Duration.ofHours(1));

        assertThat(role.toString()).contains("reader").doesNotContain("hush-4711");
        assertThatThrownBy(() -> new AssumedRole("reader", "hush 4711", "scan", Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("4711");
    }

    @ParameterizedTest
    @CsvSource({
        "/reader, scan, PT1H",
        "team/, scan, PT1H",
        "reader, s, PT1H",
        "reader, scan, PT14M",
        "reader, scan, PT13H"
    })
    void aRoleThatAwsWouldRefuseIsRefusedBefore(String name, String sessionName, Duration duration) {
        assertThatThrownBy(() -> new AssumedRole(name, null, sessionName, duration))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
