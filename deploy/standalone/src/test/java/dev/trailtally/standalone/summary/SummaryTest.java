package dev.trailtally.standalone.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.aggregator.v1.RunRollupResponse;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.ObjectCounts;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.RejectionCount;
import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.RegionCoverage;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.standalone.fake.FakeServices;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SummaryTest {

    // Escape, the C1 code of Escape-[, the change of direction, both separators, a tag beyond 16 bits.
    private static final String STEERING = "\u001b\u009b\u202e\u2028\u2029" + Character.toString(0xE0041) + "[2J";

    private static final Scan SCAN = Scan.newBuilder()
            .setScanId("9f1c3c1e-0000-4000-8000-000000000001")
            .setSource(Source.newBuilder().setFolder(FolderSource.newBuilder().setPath("/logs")))
            .setObjects(ObjectCounts.newBuilder()
                    .setRead(1_200)
                    .setUnreadable(1)
                    .setKnown(30)
                    .setLeftAlone(7)
                    .addLeftAloneUris("file:///logs/README.md")
                    .addLeftAloneUris("file:///logs/LICENSE"))
            .setRecords(RecordCounts.newBuilder()
                    .setRead(2_000)
                    .setStored(1_500)
                    .setDuplicate(400)
                    .setRejected(100)
                    .setExcluded(7))
            .addRejections(RejectionCount.newBuilder()
                    .setReason(RejectionReason.REJECTION_REASON_NO_TIME)
                    .setCount(100))
            .addFailures(Failure.newBuilder()
                    .setCode("AccessDenied")
                    .setObjectUri("file:///logs/secret.json.gz")
                    .setMessage("permission denied")
                    .setNextStep("make it readable"))
            .setFailureCount(1)
            .build();

    private final StringWriter out = new StringWriter();
    private FakeServices services;

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void whatWasNotCountedIsToldWithItsReason() {
        services.rejections.add(Rejection.newBuilder()
                .setObjectUri("file:///logs/a.json.gz")
                .setRecordNumber(17)
                .setByteOffset(4_711)
                .setDetail("eventTime missing")
                .setFurtherCount(89)
                .build());

        assertThat(text(10))
                .contains("2,000 read = 1,500 stored + 400 duplicate + 100 rejected")
                .contains("1,201 files (1,200 read, 1 not readable to the end), 30 known from earlier scans")
                .contains("left alone 7 files that are no logs: README.md, LICENSE, …")
                .contains("7 outside the requested accounts, regions or times")
                .contains("100 for NO_TIME")
                .contains("file:///logs/a.json.gz record 17, byte 4711: eventTime missing (and 89 more records")
                .contains("10 more; --json or ListRejections of scan 9f1c3c1e")
                .contains("AccessDenied file:///logs/secret.json.gz: permission denied make it readable");
    }

    @Test
    void manyAccountsGetATableTheLargestDetailsAndACountOfTheRest() {
        for (int i = 1; i <= 120; i++) {
            services.accounts.add(account(i, i));
        }

        var text = text(2);

        assertThat(text).contains("Accounts: 120 with 7,260 events");
        assertThat(text.lines().filter(line -> line.matches(" +0000000[0-9]{5} .*")))
                .hasSize(100);
        assertThat(text).contains("20 more accounts with 210 events");
        assertThat(text.lines().filter(line -> line.startsWith("Account 0")))
                .containsExactly("Account 000000000120", "Account 000000000119");
        assertThat(text).contains("118 accounts not shown one by one");
    }

    @Test
    void usageIsSummedOverAllPagesAndTheSmallRestCounted() {
        services.accounts.add(account(1, 55));
        for (int i = 1; i <= 10; i++) {
            services.usage.add(ServiceUsage.newBuilder()
                    .setEventSource("s3.amazonaws.com")
                    .setEventName("Call" + i)
                    .setErrorCode(i == 10 ? "AccessDenied" : "")
                    .setEventCount(i)
                    .setFailedCount(i == 10 ? 10 : 0)
                    .build());
        }

        assertThat(text(1))
                .containsPattern("services\n +55  s3.amazonaws.com\n")
                .containsPattern("actions\n +10  s3.amazonaws.com:Call10\n +9  s3.amazonaws.com:Call9\n")
                .containsPattern(" 3  in 2 more\n")
                .containsPattern("errors\n +10  AccessDenied\n");
    }

    @Test
    void gapsInTheCoverageAreShown() {
        services.accounts.add(account(1, 5).toBuilder()
                .setCoverage(Coverage.newBuilder()
                        .addRegions(RegionCoverage.newBuilder()
                                .setRegion("eu-west-1")
                                .setStoredCount(5)
                                .setDuplicateCount(2))
                        .setUnreadableObjectCount(3)
                        .setPendingEventCount(4))
                .build());

        assertThat(text(1))
                .containsPattern("eu-west-1 +5 +2 +0\n")
                .contains("missing: 3 x file not fully readable, 4 x event not rolled up yet");
    }

    @Test
    void recordsCannotSteerTheTerminal() {
        var evil = "evil" + STEERING;
        services.accounts.add(account(1, 1).toBuilder().setName(evil).build());
        services.usage.add(ServiceUsage.newBuilder()
                .setEventSource(evil)
                .setEventName(evil)
                .setErrorCode(evil)
                .setEventCount(1)
                .setFailedCount(1)
                .build());
        services.rejections.add(
                Rejection.newBuilder().setObjectUri(evil).setDetail(evil).build());
        var failure = Failure.newBuilder().setCode(evil).setObjectUri(evil).setMessage(evil);
        var scan = SCAN.toBuilder()
                .setSource(
                        Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(evil)))
                .setFailures(0, failure)
                .build();
        var reader = new SummaryReader(services.channel());

        new TextSummary(new PrintWriter(out), reader, 1)
                .print(new Collected(scan, RunRollupResponse.getDefaultInstance()), reader.accounts(List.of()));

        assertThat(out.toString().replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
        assertThat(out.toString().split("evil\\?{6}\\[2J", -1)).hasSizeGreaterThan(10);
    }

    @Test
    void jsonKeepsWhatCouldSteerTheTerminalAsEscapes() throws IOException {
        services.accounts.add(account(1, 1).toBuilder().setName(STEERING).build());
        var reader = new SummaryReader(services.channel());

        new JsonSummary(new PrintWriter(out), reader).print(collected(), reader.accounts(List.of()));

        assertThat(out.toString().replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
        var json = Struct.newBuilder();
        JsonFormat.parser().merge(out.toString(), json);
        var account = list(json.build(), "accounts").getFirst().getStructValue().getFieldsOrThrow("account");
        assertThat(account.getStructValue().getFieldsOrThrow("name").getStringValue())
                .isEqualTo(STEERING);
    }

    @Test
    void aFailureKeepsItsLinesAndNothingElseThatSteers() {
        assertThat(TerminalText.lines("first" + STEERING + "\n\tsecond"))
                .isEqualTo("first??????[2J" + System.lineSeparator() + "    second");
    }

    @Test
    void jsonIsOneDocumentWithEveryPage() throws IOException {
        for (int i = 1; i <= 5; i++) {
            services.accounts.add(account(i, i));
            services.units.add(ScanUnit.newBuilder().setAccountId(id(i)).build());
            services.rejections.add(Rejection.newBuilder().setRecordNumber(i).build());
            services.usage.add(ServiceUsage.newBuilder().setEventCount(i).build());
        }
        var reader = new SummaryReader(services.channel());
        new JsonSummary(new PrintWriter(out), reader).print(collected(), reader.accounts(List.of()));

        var json = Struct.newBuilder();
        JsonFormat.parser().merge(out.toString(), json);
        assertThat(json.getFieldsMap()).containsOnlyKeys("scan", "units", "rejections", "rollup", "accounts");
        assertThat(list(json.build(), "units")).hasSize(5);
        assertThat(list(json.build(), "rejections")).hasSize(5);
        assertThat(list(json.build(), "accounts")).hasSize(5).allSatisfy(account -> {
            assertThat(account.getStructValue().getFieldsMap()).containsOnlyKeys("account", "serviceUsage", "activity");
            assertThat(list(account.getStructValue(), "serviceUsage")).hasSize(5);
        });
    }

    private static List<Value> list(Struct parent, String name) {
        return parent.getFieldsOrThrow(name).getListValue().getValuesList();
    }

    private String text(int accountsShown) {
        var reader = new SummaryReader(services.channel());
        new TextSummary(new PrintWriter(out), reader, accountsShown).print(collected(), reader.accounts(List.of()));
        return out.toString();
    }

    private static Collected collected() {
        return new Collected(SCAN, RunRollupResponse.getDefaultInstance());
    }

    private static Account account(int number, int events) {
        return Account.newBuilder()
                .setAccountId(id(number))
                .setEventCount(events)
                .setFirstEventTime(Timestamp.newBuilder().setSeconds(1_715_000_000))
                .build();
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "%012d", number);
    }
}
