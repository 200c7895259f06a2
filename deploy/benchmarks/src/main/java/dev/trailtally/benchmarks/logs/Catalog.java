package dev.trailtally.benchmarks.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The services and actions that are called, from actions.txt; the more popular ones are drawn more often. */
final class Catalog {

    private final List<List<Action>> services;
    private final Weights popularity;

    private Catalog(List<List<Action>> services) {
        this.services = services;
        this.popularity = Weights.zipf(services.size(), 0.9);
    }

    static Catalog load() {
        try (var in = Catalog.class.getResourceAsStream("actions.txt")) {
            if (in == null) {
                throw new IllegalStateException("actions.txt is not on the class path");
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Catalog(text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Catalog::service)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Action> actions() {
        return services.stream().flatMap(List::stream).toList();
    }

    /** The actions of one service, drawn by popularity. */
    List<Action> drawService(SplittableRandom random) {
        return services.get(popularity.draw(random));
    }

    /** The action with this name, such as "sts:AssumeRoleWithSAML". */
    Action action(String name) {
        return actions().stream()
                .filter(action -> (action.service() + ":" + action.eventName()).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("actions.txt has no " + name));
    }

    private static List<Action> service(String line) {
        var words = Arrays.asList(line.split(" ", -1));
        var global = words.getFirst().endsWith("!");
        var eventSource = words.getFirst().replace("!", "") + ".amazonaws.com";
        return words.stream()
                .skip(1)
                .map(word -> new Action(eventSource, word.replace("*", ""), global, word.endsWith("*")))
                .toList();
    }
}
