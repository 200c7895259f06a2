package dev.trailtally.standalone.plot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.AccountChart;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.standalone.accesskey.Period;
import dev.trailtally.standalone.activity.ActivityQuestion;
import dev.trailtally.standalone.fake.FakeServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountPlotsTest {

    private static final String ACCOUNT = "012345678901";
    private static final Period PERIOD =
            new Period(Instant.parse("2024-05-06T09:30:00Z"), Instant.parse("2024-05-08T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private FakeServices services;
    private AccountPlots plots;

    @BeforeEach
    void startServices() throws IOException {
        services = new FakeServices();
        plots = new AccountPlots(
                services.channel(),
                folder,
                new ActivityQuestion(AccountSelection.getDefaultInstance(), PERIOD, Outcome.OUTCOME_ALL, List.of()));
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void everyPictureHasAFileOfItsOwnAsPngAndSvg() throws IOException {
        services.charts.add(AccountChart.getDefaultInstance());
        services.charts.add(chart(ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL)
                .build());
        services.charts.add(chart(ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION)
                .setRegion("../../etc")
                .build());
        for (var name : List.of("a/Admin", "A/ADMIN", "..", "", "con", "사용자", "x".repeat(2_000), "a/admin")) {
            services.charts.add(chart(ActivityBreakdown.ACTIVITY_BREAKDOWN_SOURCE_IP_ADDRESSES_BY_PRINCIPAL)
                    .setPrincipal(
                            Principal.newBuilder().setKey("key of " + name).setDisplayName(name))
                    .build());
        }

        assertThat(plots.write(ACCOUNT).text())
                .isEqualTo("22 pictures, none of their own for the 3 principals with the fewest events");

        var names = files();
        assertThat(names)
                .hasSize(22)
                .contains(
                        ACCOUNT + "/activity_over_time.png",
                        ACCOUNT + "/activity_over_time.svg",
                        ACCOUNT + "/api_calls_by_principal_summary.svg")
                .allMatch(name -> name.matches(
                        ACCOUNT + "/([a-z_]+|(api_calls_by_region|ip_addresses_by_principal)/[^/.]+)\\.(png|svg)"));
        assertThat(names.stream().map(name -> name.toLowerCase(Locale.ROOT))).doesNotHaveDuplicates();
        assertThat(folder.resolve(ACCOUNT).resolve("activity_over_time.svg")).hasContent("CHART_FORMAT_SVG");
    }

    @Test
    void theHeatMapIsOfWholeDays() throws IOException {
        assertThat(plots.writeAccountsByServices(AccountSelection.getDefaultInstance()))
                .isEqualTo(2);

        assertThat(files()).containsExactlyInAnyOrder("accounts_by_services.png", "accounts_by_services.svg");
        assertThat(services.chartRequests).allSatisfy(request -> {
            var interval = request.getAccountServices().getInterval();
            assertThat(Timestamps.toString(interval.getStartTime())).isEqualTo("2024-05-06T00:00:00Z");
            assertThat(Timestamps.toString(interval.getEndTime())).isEqualTo("2024-05-08T00:00:00Z");
        });
    }

    private static AccountChart.Builder chart(ActivityBreakdown breakdown) {
        return AccountChart.newBuilder().setBreakdown(breakdown);
    }

    private List<String> files() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }
}
