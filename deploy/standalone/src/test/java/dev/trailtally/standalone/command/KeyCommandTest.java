package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.LookupGap;
import dev.trailtally.standalone.fake.FakeServices;
import java.io.IOException;
import java.text.ParseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyCommandTest {

    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";

    private FakeServices services;

    @BeforeEach
    void startServices() throws IOException, ParseException {
        services = new FakeServices();
        for (int i = 0; i < 3; i++) {
            services.events.add(Event.newBuilder()
                    .setAccountId("012345678901")
                    .setAccessKeyId(KEY)
                    .setEventTime(Timestamps.parse("2026-11-20T0" + i + ":00:00Z"))
                    .setEventName("Call" + i)
                    .build());
        }
        services.accounts.add(Account.newBuilder()
                .setAccountId("012345678901")
                .setName("Payments")
                .setCompleteUntil(Timestamps.parse("2026-11-20T02:30:00Z"))
                .setCoverage(Coverage.newBuilder()
                        .addLookupGaps(LookupGap.newBuilder()
                                .setRegion("eu-west-1")
                                .setCode("AccessDenied")
                                .setNextStep("allow it")))
                .build());
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void theEventsAreOnStdoutAndWhatTheyCoverOnStderr() {
        var run = Cli.run(
                "key",
                KEY,
                "--day",
                "2026-11-20",
                "--time-zone",
                "Asia/Tokyo",
                "--server",
                services.address().toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .hasSize(4)
                .element(1)
                .asString()
                .startsWith("2026-11-20T09:00:00+09:00\t\tCall0\t");
        assertThat(run.err())
                .contains("3 events of " + KEY + " from 2026-11-20T00:00+09:00 to 2026-11-21T00:00+09:00")
                .contains("012345678901 Payments: complete until 2026-11-20 02:30:00, which is before the end")
                .contains("missing: eu-west-1, AccessDenied: allow it");
    }

    @Test
    void onlyEventsOfTheCategoriesAreAskedFor() {
        var run = Cli.run(
                "key",
                KEY,
                "--day",
                "2026-11-20",
                "--category",
                "data,network-activity",
                "--server",
                services.address().toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(services.eventRequests)
                .allSatisfy(request -> assertThat(request.getCategoriesList())
                        .containsExactly(
                                EventCategory.EVENT_CATEGORY_DATA, EventCategory.EVENT_CATEGORY_NETWORK_ACTIVITY))
                .isNotEmpty();
    }

    @Test
    void aKeyThatDidNothingIsNotFound() {
        services.events.clear();

        var run = Cli.run(
                "key",
                KEY,
                "--day",
                "2026-11-20",
                "--server",
                services.address().toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOTHING_FOUND);
    }
}
