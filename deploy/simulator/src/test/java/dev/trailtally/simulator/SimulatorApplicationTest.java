package dev.trailtally.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Throttle;
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

    @ParameterizedTest
    @ValueSource(strings = {"--latency=x", "--resets=2", "--rate=0", "--deny-unit=1", "--empty-pages=1"})
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
