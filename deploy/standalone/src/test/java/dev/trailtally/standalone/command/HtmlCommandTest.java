package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.page.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real thing: PostgreSQL, all services, the shipped sample, a browser. */
class HtmlCommandTest {

    private static final String ACCOUNT = "012345678901";

    @TempDir
    static Path folder;

    private static Browser browser;
    private static Standalone instance;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start(folder.resolve("profile"));
        var keep = folder.resolve("kept");
        var scan = Cli.run("scan", "--keep", keep.toString());
        assertThat(scan.exitCode()).as(scan.err()).isZero();
        instance = Standalone.start(StandaloneOptions.temporary().keptIn(keep)).announced();
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (instance != null) {
            instance.close();
        }
    }

    @AfterEach
    void nothingWasAskedOfTheNetworkAndTheConsoleIsEmpty() {
        assertThat(browser.requests()).allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void theAccountsPageShowsWhatTheServicesAnswer() throws IOException {
        var reports = ReportServiceGrpc.newBlockingStub(instance.channel());
        var activity = reports.getActivitySummary(GetActivitySummaryRequest.newBuilder()
                .setAccountId(ACCOUNT)
                .setTop(1_000)
                .build());
        var usage = reports.listServiceUsage(ListServiceUsageRequest.newBuilder()
                        .setAccountId(ACCOUNT)
                        .setPageSize(10_000)
                        .build())
                .getServiceUsageList();

        browser.open(page("--account", ACCOUNT));

        assertThat(browser.figure("Events")).isEqualTo(written(activity.getEventCount()));
        assertThat(browser.figure("Failed")).isEqualTo(written(activity.getFailedCount()));
        assertThat(browser.figure("Services"))
                .isEqualTo(written(usage.stream()
                        .map(ServiceUsage::getEventSource)
                        .distinct()
                        .count()));
        assertThat(browser.column("principals", "events"))
                .isEqualTo(activity.getPrincipalsList().stream()
                        .map(principal -> written(principal.getEventCount()))
                        .toList());
        assertThat(browser.rows("usage")).isEqualTo(usage.size());
        assertThat(browser.script("return document.getElementById('over-time').ariaLabel.includes('"
                        + browser.figure("Events") + " events')"))
                .isEqualTo(true);
    }

    @Test
    void theOrganizationsPageShowsWhatTheServicesAnswer() throws IOException {
        var summary = OrganizationReportServiceGrpc.newBlockingStub(instance.channel())
                .getOrganizationSummary(GetOrganizationSummaryRequest.getDefaultInstance());

        browser.open(page());

        assertThat(browser.figure("Accounts")).isEqualTo(written(summary.getAccountsCount()));
        assertThat(browser.figure("Events")).isEqualTo(written(summary.getEventCount()));
        assertThat(browser.column("accounts-table", "id"))
                .isEqualTo(summary.getAccountsList().stream()
                        .map(account -> account.getAccountId())
                        .toList());
        assertThat(browser.column("accounts-table", "events"))
                .isEqualTo(summary.getAccountsList().stream()
                        .map(account -> written(account.getEventCount()))
                        .toList());
        assertThat(browser.column("error-codes", "value"))
                .isNotEmpty()
                .isSubsetOf(summary.getErrorCodes().getCountsList().stream()
                        .map(code -> code.getValue())
                        .toList());
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
        assertThat(browser.script("return document.querySelectorAll('#heat-map canvas').length"))
                .isEqualTo(1L);
    }

    @Test
    void onlyEventsOfTheCategoriesAreOnThePage() throws IOException {
        for (var account : List.of(List.<String>of(), List.of("--account", ACCOUNT))) {
            var options = new ArrayList<>(account);
            options.addAll(List.of("--category", "management,network-activity"));
            var summary = OrganizationReportServiceGrpc.newBlockingStub(instance.channel())
                    .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                            .setAccounts(AccountSelection.newBuilder()
                                    .addAllAccountIds(account.isEmpty() ? List.of() : List.of(ACCOUNT)))
                            .addCategories(EventCategory.EVENT_CATEGORY_MANAGEMENT)
                            .addCategories(EventCategory.EVENT_CATEGORY_NETWORK_ACTIVITY)
                            .build());
            browser.open(page(options.toArray(String[]::new)));
            assertThat(browser.figure("Events")).isEqualTo(written(summary.getEventCount()));
            assertThat(browser.text(".heading")).contains("events of categories: management, network activity");

            options.set(options.size() - 1, "insight");
            browser.open(page(options.toArray(String[]::new)));
            assertThat(browser.figure("Events")).as("the sample has none").isEqualTo("0");
            assertThat(browser.text("#new")).contains("calls only");
        }
    }

    @Test
    void tablesSortByClickAndByKeyAndFilter() throws IOException {
        browser.open(page());
        var byEvents = browser.column("accounts-table", "id");
        var byId = new ArrayList<>(byEvents);
        byId.sort(Comparator.naturalOrder());

        browser.click("#accounts-table .tabulator-col[tabulator-field=id] .tabulator-col-title");
        assertThat(browser.column("accounts-table", "id")).isEqualTo(byId);

        browser.type("#accounts-table .tabulator-col[tabulator-field=id]", Browser.ENTER);
        assertThat(browser.column("accounts-table", "id")).isEqualTo(byId.reversed());

        browser.type("#accounts-table .tabulator-col[tabulator-field=id] input", ACCOUNT);
        browser.await(() -> browser.column("accounts-table", "id").equals(List.of(ACCOUNT)));
        assertThat(browser.text("#accounts .shown")).isEqualTo("1 of " + byId.size() + " rows");
    }

    @Test
    void aNameLeadsToWhatThePrincipalDid() throws IOException {
        browser.open(page("--account", ACCOUNT));
        var name = browser.column("principals", "name").getFirst();

        browser.click("#principals .link");

        browser.await(() -> browser.column("details-0", "who").stream().allMatch(name::equals));
        assertThat(browser.column("details-0", "value")).isNotEmpty();
    }

    @Test
    void aBarLeadsToTheRowsOfItsServiceAlone() throws IOException {
        browser.open(page());
        var events = OrganizationReportServiceGrpc.newBlockingStub(instance.channel())
                .getOrganizationSummary(GetOrganizationSummaryRequest.getDefaultInstance());
        var service = events.getServices().getCounts(1).getValue();
        browser.type("#account-services .tabulator-col[tabulator-field=account] input", "nothing is like this");
        browser.await(() -> browser.rows("account-services") == 0);

        browser.clickBar("services-chart", 1);

        browser.await(() -> browser.rows("account-services") > 0);
        assertThat(browser.column("account-services", "source")).containsOnly(service);
    }

    @Test
    void thePageIsLightOrDarkAsTheSystemOrTheReaderWants() throws IOException {
        browser.open(page());
        var background = "return getComputedStyle(document.body).backgroundColor";
        var light = browser.script(background);

        browser.preferDark(true);
        var dark = browser.script(background);
        browser.click("#theme label:nth-of-type(2)");

        assertThat(dark).isNotEqualTo(light);
        assertThat(browser.script(background)).isEqualTo(light);
        browser.click("#theme label:nth-of-type(3)");
        browser.preferDark(false);
        assertThat(browser.script(background)).isEqualTo(dark);
    }

    @Test
    void noPageIsWiderThanTheWindow() throws IOException {
        for (var page : List.of(page(), page("--account", ACCOUNT))) {
            browser.open(page);
            assertThat(browser.overflow(1_280)).isZero();
            assertThat(browser.overflow(400)).isZero();
        }
        browser.overflow(1_280);
    }

    @Test
    void anUnknownAccountAmongOthersIsOnThePageAndInTheExitCode() {
        var run = run("--account", ACCOUNT + ",999999999999");

        assertThat(run.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.err()).contains("Not answered: 999999999999", "Wrote ");
        browser.open(folder.resolve("page.html"));
        assertThat(browser.text(".band")).contains("Not everything could be answered", "999999999999");
        assertThat(browser.column("accounts-table", "id")).containsExactly(ACCOUNT);
    }

    @Test
    void aDeviceIsNotReplaced() {
        var run = Cli.run(
                "report",
                "html",
                "--server",
                "127.0.0.1:" + instance.port(),
                "--account",
                ACCOUNT,
                "--out",
                "/dev/null");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("/dev/null is not a regular file");
        assertThat(Path.of("/dev/null")).exists();
    }

    @Test
    void stdoutHasThePageAlone() {
        var run = Cli.run(
                "report", "html", "--server", "127.0.0.1:" + instance.port(), "--account", ACCOUNT, "--out", "-");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("<!doctype html>").endsWith("</html>\n");
    }

    private static Path page(String... options) {
        var run = run(options);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return folder.resolve("page.html");
    }

    private static Cli run(String... options) {
        var words = new ArrayList<>(List.of("report", "html", "--server", "127.0.0.1:" + instance.port()));
        words.addAll(List.of("--out", folder.resolve("page.html").toString()));
        words.addAll(List.of(options));
        return Cli.run(words.toArray(String[]::new));
    }

    private static String written(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }
}
