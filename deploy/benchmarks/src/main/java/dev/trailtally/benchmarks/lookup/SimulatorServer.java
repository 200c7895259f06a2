package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.scan.Aws;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Runs the simulator of a cell in a process of its own. Its first line on stdout says where it listens and the key to sign
 * with. Then each line on stdin, whatever it says, is answered by {@link UnitLine}s and an empty line. The end of stdin, which
 * is also that of the parent process, ends it; so does its time.
 */
final class SimulatorServer {

    private SimulatorServer() {}

    public static void main(String[] arguments) throws IOException {
        var answers = System.out;
        System.setOut(System.err); // nothing else may come between the answers
        var cell = new Cell(
                Integer.parseInt(arguments[0]),
                Double.parseDouble(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Boolean.parseBoolean(arguments[4]));
        var now = Instant.parse(arguments[5]);
        endAfter(Duration.parse(arguments[6]));
        serve(SimulatedOrganization.of(cell, now), cell.latency(), answers);
    }

    /** What {@link #main} takes. */
    static List<String> arguments(Cell cell, Instant now, Duration life) {
        return List.of(
                Integer.toString(cell.units()),
                Double.toString(cell.latencySeconds()),
                Integer.toString(cell.busiestEvents()),
                Integer.toString(cell.otherEvents()),
                Boolean.toString(cell.skewed()),
                now.toString(),
                life.toString());
    }

    private static void serve(SimulatedOrganization simulated, Duration latency, PrintStream answers)
            throws IOException {
        try (var simulator = simulated.simulator(latency);
                var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            var aws = Aws.of(simulator);
            var key = aws.managementKey();
            answers.println(aws.endpoint() + " " + key.id() + " " + key.secret());
            while (questions.readLine() != null) {
                simulator.units().forEach(use -> answers.println(UnitLine.of(use)));
                answers.println();
                answers.flush();
            }
        }
    }

    private static void endAfter(Duration life) {
        Thread.ofPlatform().name("end").daemon().start(() -> {
            try {
                Thread.sleep(life);
                System.err.println("the simulator ends: it has run for " + life);
                Runtime.getRuntime().halt(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
