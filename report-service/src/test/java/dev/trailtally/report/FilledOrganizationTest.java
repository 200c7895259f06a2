package dev.trailtally.report;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc.OrganizationReportServiceBlockingStub;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every question is answered from full tables; its time is in the log. With -Dorganization.accounts=1000 they are large. */
class FilledOrganizationTest {

    private static final Logger log = LoggerFactory.getLogger(FilledOrganizationTest.class);
    private static final int ACCOUNTS = Integer.getInteger("organization.accounts", 60);

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        new FilledOrganization(fixture, ACCOUNTS).fill();
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void questionsAboutAllAccountsAreAnswered() {
        questions(AccountSelection.getDefaultInstance()).forEach((name, question) -> {
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                question.accept(service.organization());
                log.info("{} of {} accounts: {} ms", name, ACCOUNTS, (System.nanoTime() - start) / 1_000_000);
            }
        });
    }

    private static Map<String, Consumer<OrganizationReportServiceBlockingStub>> questions(AccountSelection accounts) {
        var partly = Interval.newBuilder();
        partly.getStartTimeBuilder()
                .setSeconds(Instant.parse("2024-01-20T00:00:00Z").getEpochSecond());
        partly.getEndTimeBuilder()
                .setSeconds(Instant.parse("2024-04-10T00:00:00Z").getEpochSecond());
        var since = ListFirstSightingsRequest.newBuilder().setAccounts(accounts).setNewToAllAccounts(true);
        since.getSinceTimeBuilder()
                .setSeconds(Instant.parse("2024-02-01T00:00:00Z").getEpochSecond());
        var questions = new LinkedHashMap<String, Consumer<OrganizationReportServiceBlockingStub>>();
        var summary = GetOrganizationSummaryRequest.newBuilder().setAccounts(accounts);
        questions.put("summary", stub -> stub.getOrganizationSummary(summary.build()));
        var summaryOfDays = summary.clone().setInterval(partly);
        questions.put("summary of 82 days", stub -> stub.getOrganizationSummary(summaryOfDays.build()));
        var services =
                ListAccountServicesRequest.newBuilder().setAccounts(accounts).setInterval(partly);
        questions.put("account services", stub -> stub.listAccountServices(services.build()));
        var sightings = ListSightingsRequest.newBuilder()
                .setAccounts(accounts)
                .setKind(SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS);
        questions.put(
                "an address",
                stub -> stub.listSightings(
                        sightings.clone().setValue("10.0.0.9").build()));
        questions.put(
                "a block",
                stub -> stub.listSightings(
                        sightings.clone().setValue("10.0.0.0/24").build()));
        questions.put("first sightings", stub -> stub.listFirstSightings(since.build()));
        var days = GetActivityOverTimeRequest.newBuilder().setAccounts(accounts);
        questions.put("days in UTC", stub -> stub.getActivityOverTime(days.build()));
        var tokyo = days.clone().setTimeZone("Asia/Tokyo");
        questions.put("days in Tokyo", stub -> stub.getActivityOverTime(tokyo.build()));
        var stream = StreamServiceUsageRequest.newBuilder().setAccounts(accounts);
        questions.put("stream", stub -> stub.streamServiceUsage(stream.build()).forEachRemaining(message -> {}));
        return questions;
    }
}
