package dev.trailtally.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium of this machine, which requests only the opened pages. */
public final class Browser implements AutoCloseable {

    public static final CharSequence ENTER = Keys.ENTER;

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String REQUIRED = "TRAILTALLY_BROWSER";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test if there is no browser, unless one is required. */
    public static Browser start(Path profile) {
        var browser = find("chromium", "chromium-browser", "google-chrome");
        var service = find("chromedriver");
        if (browser.isEmpty() || service.isEmpty()) {
            var missing = "no chromium and chromedriver on this machine (Debian: chromium chromium-driver)";
            if ("required".equals(System.getenv(REQUIRED))) {
                Assertions.fail(missing + ", though " + REQUIRED + "=required");
            }
            Assumptions.abort(missing);
        }
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        var options = new ChromeOptions()
                .setBinary(browser.orElseThrow().toFile())
                .addArguments(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--window-size=1280,900",
                        "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        // Naming the driver keeps Selenium from looking for one on the network.
        var driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(service.orElseThrow().toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        return new Browser(driver);
    }

    /** Opens a page; its script has run when this returns. */
    public void open(Path page) {
        driver.get(page.toUri().toString());
        assertThat(script("return document.documentElement.dataset.ready"))
                .as("the page's script got to its end; console: %s", console())
                .isEqualTo("true");
    }

    /** What a script returns. */
    public @Nullable Object script(String script) {
        return driver.executeScript(script);
    }

    private Object known(String script) {
        return Objects.requireNonNull(script(script), script);
    }

    public String text(String selector) {
        return String.valueOf(script("return document.querySelector('" + selector + "').innerText"));
    }

    /** A figure of the tiles on top, by its label. */
    public String figure(String label) {
        return String.valueOf(script(
                "return [...document.querySelectorAll('.tile')].find((tile) => tile.querySelector('dt').innerText === '"
                        + label + "').querySelector('.figure').innerText"));
    }

    /** The texts of a column of a table, for the rows that the browser has drawn, from the top. */
    @SuppressWarnings("unchecked")
    public List<String> column(String table, String field) {
        return (List<String>) known("return [...document.querySelectorAll('#" + table
                + " .tabulator-row [tabulator-field=" + field + "]')].map((cell) => cell.innerText)");
    }

    /** How many rows match a table's filters. */
    public long rows(String table) {
        return (Long) known(
                "return document.getElementById('" + table + "').closest('.table').tabulator.getDataCount('active')");
    }

    /** By how many pixels the page is wider than the window. */
    public long overflow(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        return (Long) known("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    /** Like a reader whose system is dark, or light. */
    public void preferDark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    public void click(String selector) {
        script("document.querySelector('" + selector + "').scrollIntoView({block: 'center'})");
        // A table redraws its rows when the page is scrolled.
        Awaitility.await()
                .atMost(TIMEOUT)
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> {
                    driver.findElement(By.cssSelector(selector)).click();
                    return true;
                });
    }

    /** Clicks on a bar of a chart, the first is 0. */
    public void clickBar(String chart, int bar) {
        var instance = "echarts.getInstanceByDom(document.getElementById('" + chart + "'))";
        script("document.getElementById('" + chart + "').scrollIntoView({block: 'center'})");
        var y = (Number) known("return Math.round(" + instance + ".convertToPixel({yAxisIndex: 0}, " + bar + ") - "
                + instance + ".getHeight() / 2)");
        var x = (Number) known("return Math.round(" + instance + ".convertToPixel({xAxisIndex: 0}, 0) + 2 - " + instance
                + ".getWidth() / 2)");
        new Actions(driver)
                .moveToElement(driver.findElement(By.id(chart)), x.intValue(), y.intValue())
                .click()
                .perform();
    }

    public void type(String selector, CharSequence keys) {
        driver.findElement(By.cssSelector(selector)).sendKeys(keys);
    }

    /** Filters wait until the reader has stopped typing. */
    public void await(BooleanSupplier condition) {
        Awaitility.await().atMost(TIMEOUT).until(condition::getAsBoolean);
    }

    /** The content of the console, including warnings. */
    public List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** All requests of pages since the last call, without those of the browser itself. */
    public List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> JsonParser.parseString(entry.getMessage())
                        .getAsJsonObject()
                        .getAsJsonObject("message"))
                .filter(message -> message.get("method").getAsString().equals("Network.requestWillBeSent"))
                .map(message -> message.getAsJsonObject("params"))
                .filter(request -> request.get("documentURL").getAsString().startsWith("file:"))
                .map(request -> request.getAsJsonObject("request").get("url").getAsString())
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static Optional<Path> find(String... names) {
        var folders = Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty());
        return folders.flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
