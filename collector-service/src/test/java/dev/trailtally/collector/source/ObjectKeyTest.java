package dev.trailtally.collector.source;

import static dev.trailtally.collector.source.ObjectKey.Kind.AGGREGATED;
import static dev.trailtally.collector.source.ObjectKey.Kind.CONFIG;
import static dev.trailtally.collector.source.ObjectKey.Kind.DIGEST;
import static dev.trailtally.collector.source.ObjectKey.Kind.INSIGHT;
import static dev.trailtally.collector.source.ObjectKey.Kind.LOG;
import static dev.trailtally.collector.source.ObjectKey.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectKeyTest {

    private static final String NAME = "012345678901_CloudTrail_eu-west-1_20230710T1215Z_Mu0KsOhtH1ar15ZZ.json.gz";

    @Test
    void anAccountTrailTellsAccountRegionAndDeliveryAtAnyDepth() {
        var folders = "AWSLogs/012345678901/CloudTrail/eu-west-1/2023/07/10/";
        var expected = key(LOG, 12345678901L, "eu-west-1", "2023-07-10T12:15:00Z");

        assertThat(ObjectKey.parse("s3://bucket/" + folders + NAME)).isEqualTo(expected);
        assertThat(ObjectKey.parse("s3://bucket/a/b/c/" + folders + NAME)).isEqualTo(expected);
        assertThat(ObjectKey.parse("file:///data/" + folders + NAME)).isEqualTo(expected);
        assertThat(ObjectKey.parse("file:///data/" + NAME)).isEqualTo(expected);
    }

    @Test
    void anOrganizationTrailWithAnOlderNameTellsTheSame() {
        assertThat(ObjectKey.parse("s3://b/AWSLogs/o-abcd/811596193553/CloudTrail/us-east-1/2020/09/30/"
                        + "811596193553_CloudTrail_us-east-1-20200930T2300.json"))
                .isEqualTo(key(LOG, 811596193553L, "us-east-1", "2020-09-30T23:00:00Z"));
    }

    @Test
    void digestsAndConfigurationAreIgnoredAndInsightsAndAggregatedEventsRead() {
        assertThat(ObjectKey.parse("s3://b/AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/01/"
                        + "111122223333_CloudTrail-Digest_us-east-2_trail_us-east-2_20150801T012345Z.json.gz"))
                .isEqualTo(key(DIGEST, 111122223333L, "us-east-2", "2015-08-01T01:23:00Z"));
        assertThat(ObjectKey.parse("s3://b/AWSLogs/111122223333/CloudTrail-Insight/us-east-2/2015/08/01/x.json.gz")
                        .kind())
                .isEqualTo(INSIGHT);
        assertThat(ObjectKey.parse("s3://b/AWSLogs/111122223333/CloudTrail-Aggregated/us-east-2/2026/08/01/"
                                + "111122223333_CloudTrail-Aggregated_us-east-2_20260801T1010Z_a.json.gz")
                        .kind())
                .isEqualTo(AGGREGATED);
        assertThat(ObjectKey.parse("s3://b/111122223333_Config_us-east-2_ConfigHistory_AWS__EC2_20150801T0123Z_1.gz")
                        .kind())
                .isEqualTo(CONFIG);
        assertThat(ObjectKey.parse("file:///data/111122223333_CloudTrail-Digest_us-east-2_t_20150801T012345Z.json.gz")
                        .kind()
                        .ignored())
                .isTrue();
        assertThat(CONFIG.ignored()).isTrue();
        assertThat(INSIGHT.ignored()).isFalse();
        assertThat(AGGREGATED.ignored()).isFalse();
    }

    @Test
    void whatTellsNothingIsReadAllTheSame() {
        assertThat(ObjectKey.parse("file:///data/Config/cloudtrail_digest.json"))
                .isEqualTo(key(UNKNOWN, null, null, null));
        assertThat(ObjectKey.parse("file:///data/events_20231399T2561Z.json").deliveredAt())
                .isNull();
        assertThat(UNKNOWN.ignored()).isFalse();
    }

    private static ObjectKey key(
            ObjectKey.Kind kind, @Nullable Long accountId, @Nullable String region, @Nullable String deliveredAt) {
        return new ObjectKey(kind, accountId, region, deliveredAt == null ? null : Instant.parse(deliveredAt));
    }
}
