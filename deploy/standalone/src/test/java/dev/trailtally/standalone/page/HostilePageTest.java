package dev.trailtally.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import dev.trailtally.standalone.fake.FakeServices;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of events are text on a page, however long, many or foreign they are. */
class HostilePageTest {

    private static final String ACCOUNT = "012345678901";
    private static final String NAME = "</script><img src=x onerror=\"window.hacked=1\">";
    private static final String AGENT = "<script>window.hacked=1</script>\u2028&amp;";
    private static final String KOREAN = "결제 서비스 운영";

    @TempDir
    static Path folder;

    private static Browser browser;

    private FakeServices services;
    private ZoneId zone = ZoneId.of("UTC");

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start(folder.resolve("profile"));
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void markupInTheDataIsText() throws IOException {
        knowAccount(NAME, 3);
        services.activity = activity(2);
        services.usage.add(ServiceUsage.newBuilder()
                .setEventSource("<b>x</b>")
                .setEventName(NAME)
                .setErrorCode(AGENT)
                .setEventCount(3)
                .setFailedCount(3)
                .build());
        services.events.add(Event.newBuilder()
                .setAccountId(ACCOUNT)
                .setUserAgent(AGENT)
                .setErrorCode(NAME)
                .build());
        services.sightings.add(Sighting.newBuilder()
                .setKind(SightingKind.SIGHTING_KIND_USER_AGENT)
                .setValue(AGENT)
                .setEventCount(1)
                .build());

        browser.open(page());

        assertThat(browser.text("h1")).isEqualTo(NAME);
        assertThat(browser.column("usage", "name")).containsExactly(NAME);
        assertThat(browser.column("first-seen", "value"))
                .singleElement()
                .asString()
                .contains("<script>", "&amp;");
        assertThat(browser.text(".band")).contains("hours before <yesterday> are not known");
        assertThat(browser.script("return window.hacked")).isNull();
        assertThat(browser.script("return document.querySelectorAll('main img, main script, main b').length"))
                .isEqualTo(0L);
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void aThousandPrincipalsAreListedAndTheOthersAreCounted() throws IOException {
        knowAccount(KOREAN, 500_500);
        services.activity = activity(1_000).toBuilder()
                .setPrincipalRemainder(Remainder.newBuilder().setValueCount(234).setEventCount(5_678))
                .build();

        browser.open(page());

        assertThat(browser.text("h1")).isEqualTo(KOREAN);
        assertThat(browser.figure("Principals")).isEqualTo("1,234");
        assertThat(browser.rows("principals")).isEqualTo(1_000);
        assertThat(browser.column("principals", "name")).hasSizeLessThan(100).startsWith("role/관리자-1");
        assertThat(browser.text("#who")).contains("234 more principals with 5,678 events");
        assertThat(browser.script("return document.getElementById('principals-chart').ariaLabel"))
                .asString()
                .contains("role/관리자-1 1,000, 500 failed", "and 36 more bars");
        assertThat(browser.overflow(1_280)).isZero();
        assertThat(browser.overflow(400)).isZero();
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void aNameLeadsToWhatThatOneDidWhateverWasFilteredBefore() throws IOException {
        knowAccount(KOREAN, 500_500);
        services.activity = activity(12);
        browser.open(page());
        browser.click(".chooser label:nth-of-type(4)");
        browser.type("#details-3 .tabulator-col[tabulator-field=value] input", "nothing is like this");
        browser.await(() -> browser.rows("details-3") == 0);

        browser.click("#principals .link");

        browser.await(() -> browser.column("details-3", "who").equals(List.of("role/관리자-1")));
        assertThat(browser.rows("details-3")).isEqualTo(1);
    }

    @Test
    void aPartThatCannotBeAnsweredIsNotTakenForNothing() throws IOException {
        knowAccount(KOREAN, 1_000);
        services.activity = activity(2);
        services.usageFailure = Status.RESOURCE_EXHAUSTED.withDescription("too many rows");

        browser.open(page());

        assertThat(browser.text(".band")).contains("Service usage: RESOURCE_EXHAUSTED, too many rows");
        assertThat(browser.figure("Events")).isEqualTo("1,000");
        assertThat(browser.figure("Services")).isEqualTo("–");
        assertThat(browser.text("#what")).contains("This part could not be answered");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void timesAreInTheOffsetAskedFor() throws IOException {
        knowAccount(KOREAN, 1_000);
        services.activity = activity(2);
        zone = ZoneId.of("+05:30");

        browser.open(page());

        assertThat(browser.text(".about")).contains("2026-09-21 19:43 to 2026-09-22 19:43 UTC+05:30");
    }

    @Test
    void anAccountWithoutEventsSaysSo() throws IOException {
        knowAccount("", 0);

        browser.open(page());

        assertThat(browser.text("h1")).isEqualTo("Account " + ACCOUNT);
        assertThat(browser.text("main")).contains("No events of this account are known");
        assertThat(browser.script("return document.getElementById('who')")).isNull();
        assertThat(browser.console()).isEmpty();
    }

    private void knowAccount(String name, long events) {
        services.accounts.add(Account.newBuilder()
                .setAccountId(ACCOUNT)
                .setName(name)
                .setEventCount(events)
                .build());
    }

    private static GetActivitySummaryResponse activity(int principals) {
        var activity = GetActivitySummaryResponse.newBuilder().setEventCount(1_000);
        activity.getScopeBuilder()
                .setObserved(Interval.newBuilder()
                        .setStartTime(Timestamp.newBuilder().setSeconds(1_790_000_000))
                        .setEndTime(Timestamp.newBuilder().setSeconds(1_790_086_400)));
        for (int i = 1; i <= principals; i++) {
            var display = ACCOUNT + ":role/관리자-" + i;
            activity.addPrincipals(PrincipalActivity.newBuilder()
                    .setPrincipal(Principal.newBuilder().setKey("arn:" + i).setDisplayName(display))
                    .setEventCount(1_001 - i)
                    .setFailedCount((1_001 - i) / 2)
                    .setUserAgents(TopCounts.newBuilder()
                            .addCounts(ValueCount.newBuilder()
                                    .setValue(AGENT + "x".repeat(2_000))
                                    .setEventCount(1))));
        }
        return activity.build();
    }

    private Path page() throws IOException {
        var question = new PageQuestion(
                AccountSelection.newBuilder().addAllAccountIds(List.of(ACCOUNT)).build(),
                Interval.getDefaultInstance(),
                zone,
                Instant.parse("2026-11-20T12:00:00Z"),
                Duration.ofDays(7),
                List.of());
        var file = folder.resolve("page.html");
        try (var writer = Files.newBufferedWriter(file)) {
            new PageHtml().write(new AccountPage(services.channel(), question).read(ACCOUNT), writer);
        }
        return file;
    }
}
