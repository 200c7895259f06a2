package dev.trailtally.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.organization.AccountState;
import dev.trailtally.simulator.organization.MemberAccount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SimulatorApplicationTest {

    private static final Clock CLOCK = Clock.fixed(Fixture.NOW, ZoneOffset.UTC);

    @Test
    void withoutOptionsItIsTheDemosOrganization() {
        var organization = settings().organization();
        assertThat(organization.accounts())
                .hasSize(13)
                .filteredOn(account -> account.state() == AccountState.SUSPENDED)
                .singleElement()
                .extracting(MemberAccount::name)
                .isEqualTo("old-prototype");
        assertThat(organization.accountRegions()).hasSize(42);
    }

    @Test
    void optionsBecomeSettings() {
        var settings = settings(
                "--accounts=3",
                "--regions=us-east-1,eu-west-1",
                "--events=70",
                "--days=7",
                "--live",
                "--rate=5",
                "--burst=7",
                "--resets=0.5",
                "--token-seconds=30",
                "--deny-unit=100000000001/eu-west-1");
        assertThat(settings.throttle()).isEqualTo(new Throttle(5, 7));
        assertThat(settings.faults().resets()).isEqualTo(0.5);
        assertThat(settings.faults().findTokenLifetime()).contains(Duration.ofSeconds(30));
        assertThat(settings.faults().deniedUnits())
                .isEqualTo(Faults.builder()
                        .denyUnit("100000000001", "eu-west-1")
                        .build()
                        .deniedUnits());
        var units = settings.organization().accountRegions();
        assertThat(units).hasSize(6);
        var events = settings.organization().findEvents(units.getFirst()).orElseThrow();
        assertThat(events.count()).isEqualTo(80);
        assertThat(events.count(Fixture.NOW, Fixture.NOW.plus(Duration.ofDays(1))))
                .isPositive();
    }

    @Test
    void optionsOfIamBecomeSettings() {
        var settings = settings(
                "--accounts=2",
                "--iam-principals=30",
                "--iam-services=7",
                "--iam-rate=5",
                "--iam-burst=9",
                "--iam-page=50",
                "--job-delay=10-20",
                "--job-failures=0.5",
                "--job-seconds=60",
                "--deny-iam=100000000001/ListGroups");
        var account = settings.iam().account("100000000001");
        assertThat(account.entities())
                .hasSize(30)
                .allMatch(entity -> account.services(entity.arn()).size() == 7);
        assertThat(settings.iamSettings())
                .isEqualTo(IamSettings.builder()
                        .throttle(new Throttle(5, 9))
                        .latency(Latency.ofMillis(50, 150))
                        .pageSize(50)
                        .jobDelay(Latency.ofMillis(10, 20))
                        .failedJobs(0.5)
                        .jobLifetime(Duration.ofSeconds(60))
                        .deny("100000000001", "ListGroups")
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--iam-page=0",
                "--job-failures=2",
                "--job-delay=x",
                "--deny-iam=1",
                "--latency=x",
                "--resets=2",
                "--rate=0",
                "--deny-unit=1",
                "--empty-pages=1"
            })
    void whatCannotBeIsSaidBeforeAnythingListens(String option) {
        var error = new StringWriter();
        var exit = new CommandLine(new SimulatorApplication())
                .setErr(new PrintWriter(error))
                .execute(option);
        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(error.toString()).contains("Usage: simulator");
    }

    private static SimulatorSettings settings(String... arguments) {
        var options = new SimulatorOptions();
        new CommandLine(new Holder(options)).parseArgs(arguments);
        return options.settings(CLOCK);
    }

    private record Holder(@CommandLine.Mixin SimulatorOptions options) {}
}
