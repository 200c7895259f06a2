package dev.trailtally.collector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class S3LogSourceTest {

    private static final String ROOT = "s3://" + S3StandIn.BUCKET + "/";
    private static final Instant DAY = Instant.parse("2023-07-10T00:00:00Z");

    private final S3StandIn s3 = new S3StandIn();
    private final S3Clients clients = new S3Clients(s3.endpoint(), List.of());

    @AfterEach
    void stop() {
        clients.close();
        s3.close();
    }

    @Test
    void everyKeyOfManyPagesIsListedOnce() throws InterruptedException {
        for (int i = 0; i < 2_500; i++) {
            s3.put("flat/" + i + ".json", "{}");
        }

        assertThat(list("flat/", ListingScope.ALL).objects()).hasSize(2_500).doesNotHaveDuplicates();
        assertThat(list("", ListingScope.ALL).objects()).hasSize(2_500).doesNotHaveDuplicates();
    }

    @Test
    void whateverStandsBetweenTheFoldersOfTrailsIsListedOnce() throws InterruptedException {
        var keys = List.of(
                "AWSLogs/111111111111/CloudTrail-Digest/eu-west-1/2023/07/10/digest.json.gz",
                "AWSLogs/111111111111/CloudTrail/eu-west-1/2023/07/10/a.json.gz",
                "AWSLogs/111111111111/CloudTrail/eu-west-1/2023/7/10/unpadded.json.gz",
                "AWSLogs/111111111111/CloudTrail/stray.json",
                "AWSLogs/111111111111/Config/eu-west-1/2023/7/1/c.json.gz",
                "AWSLogs/o-abcd/222222222222/CloudTrail/eu-west-1/2023/07/10/b.json.gz",
                "AWSLogs/readme.txt",
                "deep/er/AWSLogs/333333333333/CloudTrail/eu-west-1/2023/07/10/d.json.gz",
                "top.json");
        keys.forEach(key -> s3.put(key, "{}"));
        s3.put("AWSLogs/empty-folder/", "");

        assertThat(list("", ListingScope.ALL).names(ROOT)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(list("", new ListingScope(Set.of(), DAY, DAY.plusSeconds(1))).names(ROOT))
                .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(list("AWSLogs/111111111111/CloudTrail/", ListingScope.ALL).objects())
                .hasSize(3);
        assertThat(list("AWSLogs/1111", ListingScope.ALL).objects()).hasSize(5);
    }

    @Test
    void accountsAndDaysNobodyAskedForAreNotEvenListed() throws InterruptedException {
        for (var account : List.of("111111111111", "222222222222")) {
            for (var day :
                    List.of("2022/12/31", "2023/06/30", "2023/07/09", "2023/07/10", "2023/07/17", "2023/07/19")) {
                var name = "AWSLogs/" + account + "/CloudTrail/eu-west-1/" + day + "/" + account
                        + "_CloudTrail_eu-west-1_" + day.replace("/", "") + "T1200Z_x.json.gz";
                s3.put(name, "{}");
            }
        }
        var scope = new ListingScope(Set.of(111111111111L), DAY, DAY.plusSeconds(86_400));

        assertThat(list("", scope).names(ROOT + "AWSLogs/111111111111/CloudTrail/eu-west-1/"))
                .extracting(name -> name.substring(0, 10))
                .containsExactlyInAnyOrder("2023/07/10", "2023/07/17");
        assertThat(s3.listedPrefixes())
                .noneMatch(prefix -> prefix.contains("222222222222"))
                .noneMatch(prefix -> prefix.contains("/2022/"))
                .noneMatch(prefix -> prefix.endsWith("/07/19/"));
    }

    @Test
    void aDeniedPrefixIsAFailureAndTheOthersAreListed() throws InterruptedException {
        s3.put("AWSLogs/111111111111/CloudTrail/eu-west-1/2023/07/10/a.json.gz", "{}");
        s3.put("AWSLogs/222222222222/CloudTrail/eu-west-1/2023/07/10/b.json.gz", "{}");
        s3.deny("AWSLogs/111111111111/");

        var listed = list("", ListingScope.ALL);

        assertThat(listed.objects()).hasSize(1);
        assertThat(listed.failures()).containsOnlyKeys(ROOT + "AWSLogs/111111111111/");
        var failure = listed.failures().values().iterator().next();
        assertThat(failure.code()).isEqualTo("AccessDenied");
        assertThat(failure.nextStep()).contains("s3:ListBucket").contains(S3StandIn.BUCKET);
    }

    @Test
    void aTokenThatIsRepeatedEndsTheListingOfItsPrefixAsAFailure() throws InterruptedException {
        for (int i = 0; i < 1_500; i++) {
            s3.put("logs/%04d.json.gz".formatted(i), "x");
        }
        s3.beforeListing(parameters -> parameters.remove("continuation-token")); // so that each page is the first

        var listed = list("", ListingScope.ALL);

        assertThat(listed.failures().values()).extracting(SourceException::code).containsExactly("ENDLESS_LISTING");
        assertThat(s3.listedPrefixes()).hasSizeLessThan(6);
    }

    @Test
    void aMissingBucketIsAFailure() throws InterruptedException {
        var listed = new ListingRecorder();
        new S3LogSource(clients.client(null), new S3Location("no-such-bucket", ""), 4).list(ListingScope.ALL, listed);

        assertThat(listed.failures().values()).extracting("code").containsExactly("NoSuchBucket");
    }

    @Test
    void aConsumersFailureEndsTheListing() {
        for (int i = 0; i < 50; i++) {
            s3.put("AWSLogs/" + (111111111111L + i) + "/CloudTrail/eu-west-1/2023/07/10/a.json.gz", "{}");
        }
        var failing = new Listing() {
            @Override
            public void page(List<ListedObject> objects) {
                throw new IllegalStateException("full");
            }

            @Override
            public void failure(String uri, SourceException failure) {}
        };

        assertThatThrownBy(() -> source("").list(ListingScope.ALL, failing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("full");
    }

    @Test
    void theListedVersionIsOpenedAndNoOther() throws InterruptedException, IOException, SourceException {
        s3.put("flat/a.json", "{\"first\":1}");
        var object = list("flat/", ListingScope.ALL).objects().getFirst();

        try (var bytes = source("flat/").open(object.uri(), object.version())) {
            assertThat(bytes.readAllBytes()).asString().isEqualTo("{\"first\":1}");
        }
        s3.put("flat/a.json", "{\"again\":2}");
        assertThat(openingFailure(object).code()).isEqualTo("PreconditionFailed");
        s3.deny("flat/");
        assertThat(openingFailure(object).code()).isEqualTo("AccessDenied");
        assertThat(openingFailure(object).nextStep()).contains("s3:GetObject");
    }

    private SourceException openingFailure(ListedObject object) {
        return catchThrowableOfType(SourceException.class, () -> source("flat/").open(object.uri(), object.version()));
    }

    private ListingRecorder list(String prefix, ListingScope scope) throws InterruptedException {
        var listed = new ListingRecorder();
        source(prefix).list(scope, listed);
        return listed;
    }

    private S3LogSource source(String prefix) {
        return new S3LogSource(clients.client(null), new S3Location(S3StandIn.BUCKET, prefix), 8);
    }
}
