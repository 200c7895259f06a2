package dev.trailtally.collector.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

    private static final String LIST = event("ListBuckets");
    private static final String GET = event("GetObject");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Records\":[%s,%s]}",
                "{\"Records\" : [ %s ,\n %s ] , \"more\" : 1 }",
                "[%s,%s]",
                "%s\n%s\n",
                "%s %s",
                "[{\"Records\":[%s]},{\"Records\":[%s]}]",
                "{\"Records\":[%s]}{\"Records\":[%s]}",
                "\uFEFF{\"Records\":[%s,%s]}",
                "[{\"data\":{\"Records\":[%s]}},{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":%s}]"
            })
    void recordsAreFoundInEveryContainer(String container) {
        var found = Found.in(container.formatted(LIST, GET));

        assertThat(found.events).containsExactly("s3.amazonaws.com ListBuckets ", "s3.amazonaws.com GetObject ");
        assertThat(found.rejections).isEmpty();
        assertThat(found.numbers).containsExactly(1L, 2L);
    }

    @Test
    void lookupEventsPagesAreOpened() {
        var found = Found.in("""
                {"Events":[{"EventId":"x","EventName":"y","CloudTrailEvent":%s,"EventTime":1.6e9}],"NextToken":"t"}
                """.formatted(quoted(LIST)));

        assertThat(found.events).containsExactly("s3.amazonaws.com ListBuckets ");
    }

    @Test
    void cloudWatchEnvelopesAreOpenedAndControlMessagesLeftAlone() {
        var found = Found.in("""
                {"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logEvents":[
                  {"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}
                {"messageType":"DATA_MESSAGE","owner":"111122223333","logEvents":[{"id":"1","message":%s}]}
                """.formatted(quoted(GET)));

        assertThat(found.events).containsExactly("s3.amazonaws.com GetObject ");
        assertThat(found.ignored).isEqualTo(1);
        assertThat(found.rejections).isEmpty();
    }

    @Test
    void anEventBridgeEnvelopeLendsItsAccount() {
        var found = Found.in("{\"account\":\"000000000123\",\"detail\":%s}".formatted(LIST));

        assertThat(found.envelopeAccounts).containsExactly(123L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"digestStartTime\":\"2025-10-21T00:00:00Z\",\"logFiles\":[]}",
                "{\"configSnapshotId\":\"x\",\"configurationItems\":[{\"awsRegion\":\"us-east-1\"}]}"
            })
    void whatIsNoEventByDesignIsLeftAlone(String object) {
        var found = Found.in("{\"Records\":[" + object + "," + LIST + "]}");

        assertThat(found.ignored).isEqualTo(1);
        assertThat(found.events).hasSize(1);
        assertThat(found.rejections).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'eventCategory':'Management'} | MANAGEMENT",
                "{'eventVersion':'1.05'} | MANAGEMENT",
                "{'eventCategory':'Invented'} | MANAGEMENT",
                "{'eventCategory':'Data','managementEvent':false} | DATA",
                "{'eventVersion':'1.06','managementEvent':false} | DATA",
                "{'eventCategory':'NetworkActivity','eventType':'AwsVpceEvent'} | NETWORK_ACTIVITY",
                "{'eventCategory':'NetworkActivity','errorCode':'AccessDenied'} | NETWORK_ACTIVITY",
                "{'errorCode':'VpceAccessDenied','eventCategory':'NetworkActivity'} | DENIED_NETWORK_ACTIVITY",
                "{'errorCode':'VpceAccessDenied'} | MANAGEMENT",
                "{'eventCategory':'Insight'} | INSIGHT",
                "{'eventType':'AwsCloudTrailInsight','insightDetails':{}} | INSIGHT",
                "{'insightDetails':{'state':'Start','eventName':'RunInstances'}} | INSIGHT",
                "{'eventCategory':'Aggregated'} | AGGREGATED",
                "{'eventType':'AwsAggregatedEvent','summary':{}} | AGGREGATED"
            })
    void theCategoryIsTheStatedOneOrWhatTheRecordShows(String record, Category category) {
        var found = Found.in("{'Records':[%s,{'eventName':'x'}]}"
                .formatted(record.replace("}", ",'eventTime':''}").replace("{,", "{"))
                .replace('\'', '"'));

        assertThat(found.categories).containsExactly(category, Category.MANAGEMENT);
        assertThat(found.rejections).isEmpty();
        assertThat(found.ignored).isZero();
    }

    @Test
    void strayValuesAreRejectedOneByOne() {
        var found = Found.in("{\"Records\":[" + LIST + ",{},7,\"text\",null,[true],{\"a\":{\"b\":[]}}," + GET + "]}");

        assertThat(found.events).hasSize(2);
        assertThat(found.rejections).hasSize(6).allMatch(rejection -> rejection.startsWith("NOT_AN_EVENT"));
        assertThat(found.numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void whatStoodBeforeInvalidJsonIsKept() {
        var found = Found.in("{\"Records\":[\n" + LIST + ",\n{\"eventName\" \"x\"},\n" + GET + "]}");

        assertThat(found.events).containsExactly("s3.amazonaws.com ListBuckets ");
        assertThat(found.unreadable).isEqualTo(Reason.INVALID_JSON);
    }

    @Test
    void aBadLineDoesNotEndAFileOfLines() {
        var found = Found.in(LIST + "\n{\"eventName\": \"cut\n" + GET + "\n{\"a\":]\nplain text\n" + LIST);

        assertThat(found.events).hasSize(3);
        assertThat(found.rejections).hasSize(3).allMatch(rejection -> rejection.startsWith("INVALID_JSON"));
        assertThat(found.unreadable).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"eventName\":\"x\"",
                "{\"eventName\":\"x",
                "{\"eventName\":tru}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\":{\"b\":1]}",
                "{\"a\":{\"b\" 1}}",
                "{\"a\":{b:1}}",
                "{'a':1}",
                "{\"a\":\"\u0001\"}",
                "[1 2]",
                "[",
                "nul",
                "% no JSON"
            })
    void invalidJsonIsToldApart(String json) {
        assertThat(Found.in(json).unreadable).isEqualTo(Reason.INVALID_JSON);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 300, 100_000})
    void aRecordThatIsNestedTooDeepIsRejectedAlone(int depth) {
        var deep = LIST.replace(
                "{\"eventName", "{\"requestParameters\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"eventName");

        for (var container : List.of("{\"Records\":[%s,%s,%s]}", "[%s,%s,%s]", "%s\n%s\n%s")) {
            var found = Found.in(container.formatted(GET, deep, GET));
            assertThat(found.events).as(container).hasSize(2);
            assertThat(found.rejections).hasSize(1).allMatch(rejection -> rejection.startsWith("TOO_DEEP"));
            assertThat(found.unreadable).isNull();
        }
    }

    @Test
    void nestingThatEvenSkippingGivesUpOnEndsTheObject() {
        var deep = "[".repeat(2_000_000);

        assertThat(Found.in(deep).unreadable).isEqualTo(Reason.TOO_DEEP);
        assertThat(Found.in("{\"Records\":[" + LIST + ",{\"a\":" + deep).events).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Records\":[%s],\"Records\":[%s,%s]}",
                "{\"Records\":[%s],\"Events\":[%s,%s]}",
                "{\"Records\":[%s],\"x\":1,\"Records\":[%s],\"Records\":[%s]}"
            })
    void recordsOfASecondListInOneObjectAreRejected(String container) {
        var found = Found.in(container.formatted(LIST, GET, GET));

        assertThat(found.events).containsExactly("s3.amazonaws.com ListBuckets ");
        assertThat(found.rejections).hasSize(2).allMatch(rejection -> rejection.startsWith("REPEATED_CONTAINER"));
        assertThat(found.numbers).containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Records\":[%s]} {\"eventName\": cut",
                "{\"Records\":[%s]}, {\"Records\":[]}",
                "{\"Records\":[%s]}]",
                "{\"Records\":[%s],\"eventName\":\"x\",\"eventSource\":\"y\"}"
            })
    void whatStandsBehindAContainerIsCounted(String object) {
        var found = Found.in(object.formatted(LIST));

        assertThat(found.events).hasSize(1);
        assertThat(found.rejections).hasSize(1);
    }

    @Test
    void whatStandsBehindARecordInATextIsCounted() {
        var found = Found.in("{\"CloudTrailEvent\":" + quoted(LIST + GET) + "}");

        assertThat(found.events).hasSize(1);
        assertThat(found.rejections).hasSize(1).allMatch(rejection -> rejection.startsWith("INVALID_JSON"));
    }

    @Test
    void aBrokenTextInAListIsRejectedAlone() {
        var found =
                Found.in("{\"Events\":[{\"CloudTrailEvent\":" + quoted(LIST) + "},{\"CloudTrailEvent\":\"{broken\"},"
                        + "{\"CloudTrailEvent\":" + quoted(GET) + "},{\"CloudTrailEvent\":\"{broken\"}]}");

        assertThat(found.events).containsExactly("s3.amazonaws.com ListBuckets ", "s3.amazonaws.com GetObject ");
        assertThat(found.rejections).hasSize(2).allMatch(rejection -> rejection.startsWith("INVALID_JSON"));
        assertThat(found.numbers).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void textsThatHoldRecordsAreOpened() {
        var texts = List.of(
                "[" + quoted(LIST) + ",\n" + quoted(GET) + "]",
                quoted(LIST) + "\n" + quoted(GET) + "\n",
                LIST + "\t" + GET);
        for (var text : texts) {
            var found = Found.in(text);
            assertThat(found.events)
                    .as(text)
                    .containsExactly("s3.amazonaws.com ListBuckets ", "s3.amazonaws.com GetObject ");
            assertThat(found.rejections).isEmpty();
        }
    }

    @Test
    void linesOfACloudWatchLogsExportAreRead() {
        var found = Found.in("2026-11-20T10:00:00.123Z " + LIST + "\n2026-11-20T10:00:01.456Z " + GET
                + "\n2026-11-20T10:00:02.789Z plain text\n2026-11-20T10:00:03.000Z " + GET + "\n");

        assertThat(found.events).hasSize(3);
        assertThat(found.rejections).hasSize(1).allMatch(rejection -> rejection.startsWith("INVALID_JSON"));
        assertThat(found.unreadable).isNull();
    }

    @Test
    void aByteOrderMarkMayStandBeforeEachLine() {
        var found = Found.in("\uFEFF" + LIST + "\r\n\uFEFF" + GET + "\r\n\uFEFF");

        assertThat(found.events).hasSize(2);
        assertThat(found.rejections).isEmpty();
    }

    @Test
    void largeRecordsAreNormalAndAbsurdOnesRejectedAlone() {
        var large = LIST.replace("{\"eventName", "{\"requestParameters\":\"" + "x".repeat(300_000) + "\",\"eventName");
        var absurd =
                LIST.replace("{\"eventName", "{\"requestParameters\":[\"" + "y".repeat(5 << 20) + "\"],\"eventName");
        var found = Found.in("{\"Records\":[" + large + "," + absurd + "," + GET + "]}");

        assertThat(found.events).containsExactly("s3.amazonaws.com ListBuckets ", "s3.amazonaws.com GetObject ");
        assertThat(found.rejections).hasSize(1).allMatch(rejection -> rejection.startsWith("TOO_LARGE"));
        assertThat(found.unreadable).isNull();
    }

    @Test
    void membersAreReadInAnyOrderWithEscapesAndNulls() {
        var found = Found.in("""
                {"userIdentity":{"sessionContext":{"sessionIssuer":{"arn":"no"}},"arn":"\\u0061rn:\\"\\ud83d\\ude00\\""},
                 "errorCode":null,"eventName":"N","eventSource":"S","detail":{"eventName":"inner"},"message":"{}"}
                """);

        assertThat(found.events).containsExactly("S N arn:\"😀\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1_000})
    void chunksOfTheStreamDoNotMatter(int chunk) {
        var object = "{\"Records\":[" + LIST + ",{\"a\":[1.5e3,true,false,null,\"\\\\\\\"\"]}," + GET + "]}";
        var bytes = object.getBytes(StandardCharsets.UTF_8);
        var slow = new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, chunk));
            }
        };
        var found = new Found();
        try {
            RecordReader.read(slow, found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }

        assertThat(found.events).hasSize(2);
        assertThat(found.rejections).hasSize(1);
        assertThat(found.offsets).containsExactly(12L, (long) object.indexOf("{\"a\""), (long) object.indexOf(GET));
    }

    @Test
    void manyRecordsCrossTheBufferUnharmed() {
        var records =
                IntStream.range(0, 20_000).mapToObj(i -> event("Name" + i)).toList();
        var found = Found.in("{\"Records\":[" + String.join(",", records) + "]}");

        assertThat(found.events)
                .containsExactlyElementsOf(IntStream.range(0, 20_000)
                        .mapToObj(i -> "s3.amazonaws.com Name" + i + " ")
                        .toList());
    }

    @Test
    void emptyObjectsHoldNothing() {
        assertThat(Found.in("").numbers).isEmpty();
        assertThat(Found.in(" \n").numbers).isEmpty();
        assertThat(Found.in("{\"Records\":[]}").numbers).isEmpty();
        assertThat(Found.in("[]").numbers).isEmpty();
    }

    private static String event(String name) {
        return "{\"eventName\":\"" + name
                + "\",\"eventSource\":\"s3.amazonaws.com\",\"eventTime\":\"2023-07-10T12:15:00Z\"}";
    }

    private static String quoted(String json) {
        return "\"" + json.replace("\"", "\\\"") + "\"";
    }
}
