package dev.trailtally.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.event.RecordText;
import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms of records that a count could mistake for others, from a file to the tables. */
class RecordFormsTest {

    @TempDir
    Path folder;

    private TestDatabase database;
    private CollectorServer collector;

    @BeforeEach
    void startCollector() {
        database = TestDatabase.create();
        collector = new CollectorServer(database);
    }

    @AfterEach
    void stopCollector() {
        collector.close();
        database.close();
    }

    @Test
    void insightAndAggregatedEventsAreStoredOnceBesideCallsWhereverTheyLie() throws IOException {
        var aggregated = """
                {"eventVersion":"1.0","accountId":"111122223333","eventId":"0d187b4a-22c3-41d2-b8c3-000000000001",\
                "eventCategory":"Aggregated","eventType":"AwsAggregatedEvent","awsRegion":"eu-west-1",\
                "eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"2024-05-01T10:00:00Z",\
                "windowEnd":"2024-05-01T10:05:00Z","windowSize":"PT5M"},\
                "summary":{"primaryDimension":{"dimension":"eventName","statistics":[{"name":"GetObject","value":9}]}}}""";
        var insight = """
                {"eventVersion":"1.08","eventTime":"2024-05-01T10:01:00Z","awsRegion":"eu-west-1",\
                "eventID":"0d187b4a-22c3-41d2-b8c3-000000000002","eventType":"AwsCloudTrailInsight",\
                "recipientAccountId":"111122223333","sharedEventID":"0d187b4a-22c3-41d2-b8c3-000000000003",\
                "insightDetails":{"state":"Start","eventSource":"ec2.amazonaws.com","eventName":"RunInstances",\
                "insightType":"ApiCallRateInsight"},"eventCategory":"Insight"}""";
        var bare = "{\"eventType\":\"AwsCloudTrailInsight\",\"insightDetails\":{\"state\":\"End\"}}";
        write(
                "mixed.json",
                "{\"Records\":["
                        + String.join(
                                ",",
                                aggregated,
                                insight,
                                bare,
                                RecordText.of("GetObject", 1).toString()) + "]}");
        write(
                "AWSLogs/111122223333/CloudTrail-Aggregated/eu-west-1/2024/05/01/111122223333_CloudTrail-Aggregated"
                        + "_eu-west-1_20240501T1010Z_a.json",
                "{\"Records\":[" + aggregated + "]}");
        write(
                "AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2024/05/01/111122223333_CloudTrail-Insight"
                        + "_eu-west-1_20240501T1010Z_b.json",
                "{\"Records\":[" + insight + "]}");
        var records = collector.collect(folder).getRecords();

        assertThat(records.getRead()).isEqualTo(5);
        assertThat(records.getStored()).isEqualTo(3);
        assertThat(records.getDuplicate()).isEqualTo(2);
        assertThat(records.getRejected()).isZero();
        assertThat(records.getIgnored()).as("without a time").isEqualTo(1);
        assertThat(categories())
                .isEqualTo(Map.of(
                        "1 s3.amazonaws.com GetObject", 1L,
                        "4 ec2.amazonaws.com RunInstances 0d187b4a-22c3-41d2-b8c3-000000000003", 1L,
                        "5 s3.amazonaws.com AwsAggregatedEvent", 1L));
        assertThat(Stored.counts(database)).as("calls").hasSize(1);
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    @Test
    void eachEventKeepsItsCategoryAndSharedEventId() throws IOException {
        var shared = "'0d187b4a-22c3-41d2-b8c3-000000000007'";
        write(
                "a.json",
                RecordText.of("CreateKey", 1).with("eventCategory", "'Management'"),
                RecordText.of("GetObject", 1).with("managementEvent", "false").with("sharedEventID", shared),
                RecordText.of("GetObject", 2)
                        .with("eventCategory", "'NetworkActivity'")
                        .with("vpcEndpointId", "'vpce-1'")
                        .with("sharedEventID", shared),
                RecordText.of("PutObject", 1)
                        .with("eventCategory", "'NetworkActivity'")
                        .with("errorCode", "'VpceAccessDenied'")
                        .with("sharedEventID", "'no UUID'"));
        collector.collect(folder);

        assertThat(categories())
                .isEqualTo(Map.of(
                        "1 s3.amazonaws.com CreateKey", 1L,
                        "2 s3.amazonaws.com GetObject 0d187b4a-22c3-41d2-b8c3-000000000007", 1L,
                        "3 s3.amazonaws.com GetObject 0d187b4a-22c3-41d2-b8c3-000000000007", 1L,
                        "6 s3.amazonaws.com PutObject", 1L));
        assertThat(Stored.counts(database))
                .as("calls")
                .isEqualTo(Map.of(
                        "111122223333 s3.amazonaws.com CreateKey ", 1L,
                        "111122223333 s3.amazonaws.com GetObject ", 1L,
                        "111122223333 s3.amazonaws.com PutObject VpceAccessDenied", 1L));
    }

    private Map<String, Long> categories() {
        return Stored.counts(database, """
                select concat_ws(' ', category, event_source, event_name, shared_event_id), count(*)
                from event
                join action on action.id = action_ref
                group by 1
                """);
    }

    @Test
    void anAddendumIsTheEventThatItRepeatsWhicheverComesFirst() throws IOException {
        write("1.json", original(1), addendum(1));
        write("2.json", addendum(2), original(2));
        var together = collector.collect(folder);
        write("3.json", original(3));
        write("4.json", addendum(4));
        collector.collect(folder);
        write("5.json", addendum(3));
        write("6.json", original(4), addendum(5));
        write("7.json", original(6).with("addendum", "{'reason':'DELIVERY_DELAY'}"));
        var apart = collector.collect(folder);

        assertThat(together.getRecords().getDuplicate()).isEqualTo(2);
        assertThat(apart.getRecords().getDuplicate()).isEqualTo(2);
        assertThat(Stored.counts(database, "select original_event_id, 1 from event_original_id")
                        .keySet())
                .containsExactly(
                        "PutBucketPolicy 1",
                        "PutBucketPolicy 2",
                        "PutBucketPolicy 3",
                        "PutBucketPolicy 4",
                        "PutBucketPolicy 5",
                        "PutBucketPolicy 6");
        assertThat(Stored.number(database, "select count(*) from event")).isEqualTo(6);
    }

    @Test
    void aSuccessfulStatusIsNoErrorCodeAndAFailedSignInHasNone() throws IOException {
        write(
                "a.json",
                RecordText.of("Update", 1).with("errorCode", "'200'"),
                RecordText.of("Update", 2).with("errorCode", "412"),
                RecordText.of("Update", 3).with("errorCode", "''").with("errorMessage", "''"),
                RecordText.of("SwitchRole", 1)
                        .with("eventSource", "'signin.amazonaws.com'")
                        .with("responseElements", "{'SwitchRole':'Failure'}"));
        collector.collect(folder);

        assertThat(Stored.counts(database, """
                        select concat_ws(' ', event_name, error_code, failed), count(*)
                        from event
                        join action on action.id = action_ref
                        join error_code on error_code.id = error_code_ref
                        group by 1
                        """))
                .isEqualTo(Map.of("Update  f", 2L, "Update 412 t", 1L, "SwitchRole  t", 1L));
    }

    @Test
    void theTypeIsThatOfTheEventWhicheverCameFirst() throws IOException {
        write("1.json", user("wilma", 1), session("wilma", 2), session("fred", 3), user("fred", 4));
        collector.collect(folder);
        write("2.json", session("wilma", 5), user("fred", 6), user("barney", 7));
        write("3.json", session("barney", 8));
        collector.collect(folder);

        assertThat(Stored.counts(database, """
                        select concat_ws(' ', display_name, principal_type), count(*)
                        from event
                        join principal on principal.id = principal_ref
                        group by 1
                        """))
                .isEqualTo(Map.of(
                        "111122223333:user/wilma IAMUser", 1L,
                        "111122223333:user/wilma FederatedUser", 2L,
                        "111122223333:user/fred IAMUser", 2L,
                        "111122223333:user/fred FederatedUser", 1L,
                        "111122223333:user/barney IAMUser", 1L,
                        "111122223333:user/barney FederatedUser", 1L));
    }

    private static RecordText user(String name, int number) {
        return RecordText.of("ListBuckets", number)
                .with("userIdentity", "{'type':'IAMUser','arn':'arn:aws:iam::111122223333:user/%s'}".formatted(name));
    }

    private static RecordText session(String name, int number) {
        return RecordText.of("ListBuckets", number).with("userIdentity", """
                {'type':'FederatedUser','arn':'arn:aws:sts::111122223333:federated-user/kiosk',\
                'sessionContext':{'sessionIssuer':{'arn':'arn:aws:iam::111122223333:user/%s'}}}""".formatted(name));
    }

    private static RecordText original(int number) {
        return RecordText.of("PutBucketPolicy", number);
    }

    private static RecordText addendum(int number) {
        return original(number)
                .with("eventID", "'0d187b4a-22c3-41d2-b8c3-00000000000%d'".formatted(number))
                .with(
                        "addendum",
                        "{'reason':'UPDATED_DATA','updatedFields':'userIdentity','originalEventID':'PutBucketPolicy %d'}"
                                .formatted(number));
    }

    private void write(String name, RecordText... records) throws IOException {
        write(name, RecordText.object(List.of(records)));
    }

    private void write(String name, String object) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, object, UTF_8);
    }
}
