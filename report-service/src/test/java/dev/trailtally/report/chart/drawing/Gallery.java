package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.BarFigure;
import dev.trailtally.report.chart.figure.BarFigure.Bar;
import dev.trailtally.report.chart.figure.EmptyFigure;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.chart.figure.GridFigure;
import dev.trailtally.report.chart.figure.Heading;
import dev.trailtally.report.chart.figure.Rest;
import dev.trailtally.report.chart.figure.TimeFigure;
import dev.trailtally.report.chart.figure.VisibleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Pictures of all kinds of figures into a folder, to be looked at: run main with the folder, and a figure's name for it alone. */
final class Gallery {

    private static final Style LIGHT = new Style(false, 1_200, 0, false);
    private static final Style DARK = new Style(false, 1_200, 0, true);
    private static final List<String> CALLS = List.of(
            "s3:GetObject",
            "sts:AssumeRole",
            "ec2:DescribeInstances",
            "kms:Decrypt",
            "cloudtrail:LookupEvents",
            "logs:CreateLogStream",
            "dynamodb:GetItem");

    private Gallery() {}

    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        try (var renderer = new ChartRenderer(Duration.ofSeconds(30))) {
            for (var figure : figures().entrySet()) {
                if (args.length > 1 && !args[1].equals(figure.getKey())) {
                    continue;
                }
                for (var style : styles(figure.getKey())) {
                    var chart = renderer.render(figure.getValue(), style);
                    var name = "%s-%d%s%s.%s"
                            .formatted(
                                    figure.getKey(),
                                    style.width(),
                                    style.height() > 0 ? "x" + style.height() : "",
                                    style.dark() ? "-dark" : "",
                                    style.svg() ? "svg" : "png");
                    Files.write(folder.resolve(name), chart.getContent().toByteArray());
                }
            }
        }
    }

    private static List<Style> styles(String name) {
        return switch (name) {
            case "thousand", "days", "grid" ->
                List.of(
                        LIGHT,
                        DARK,
                        new Style(true, 1_200, 0, false),
                        new Style(false, 480, 320, false),
                        new Style(false, 480, 0, true),
                        new Style(false, 4_000, 0, false),
                        new Style(false, 4_000, 4_000, true),
                        new Style(true, 4_000, 4_000, true));
            case "hangul", "agents" -> List.of(LIGHT, new Style(true, 1_200, 0, true));
            default -> List.of(LIGHT);
        };
    }

    static Map<String, Figure> figures() {
        var figures = new TreeMap<String, Figure>();
        figures.put("one", bars(1, 3, Rest.NONE, i -> "user/alice"));
        figures.put("five", bars(5, 7, Rest.NONE, i -> "user/person" + i));
        figures.put("thousand", bars(40, 7, new Rest(960, 734_211), i -> "role/team-" + i + "-deployment-pipeline"));
        figures.put(
                "hangul",
                bars(
                        8,
                        5,
                        new Rest(3, 40),
                        i -> List.of(
                                        "user/홍길동",
                                        "user/김철수",
                                        "role/서울개발팀",
                                        "saml:東京チーム/佐藤",
                                        "oidc:开发团队",
                                        "user/Ωμέγα",
                                        "user/Привет",
                                        "user/שלום 😀")
                                .get(i)));
        figures.put("agents", agents());
        figures.put("hours", time("hour", Instant.parse("2024-01-05T22:00:00Z"), 10_000, Duration.ofHours(1)));
        figures.put("days", time("day", Instant.parse("2024-01-05T00:00:00Z"), 90, Duration.ofDays(1)));
        figures.put("years", time("day", Instant.parse("2000-01-05T00:00:00Z"), 9_000, Duration.ofDays(1)));
        figures.put("point", time("day", Instant.parse("2024-01-05T00:00:00Z"), 1, Duration.ofDays(1)));
        figures.put("grid", grid(55, 60));
        figures.put("cell", grid(1, 1));
        figures.put("few", grid(6, 9));
        figures.put("tall", grid(45, 3));
        figures.put("wide", grid(2, 45));
        figures.put("empty", new EmptyFigure(heading("Error codes by principal"), "No failed events"));
        return figures;
    }

    private static Heading heading(String title) {
        return new Heading(
                title,
                List.of(
                        "Account 123456789012 (서울 Production) · all events · 1,234,567 events",
                        "2024-01-05 10:00 – 2024-04-03 17:45 UTC"),
                List.of("Complete until 2024-04-03 17:30 UTC; 3 log objects are not read yet"));
    }

    private interface Names {
        String of(int index);
    }

    private static BarFigure bars(int count, int parts, Rest rest, Names names) {
        var random = new Random(7);
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < count; i++) {
            int place = i;
            var events = IntStream.range(0, parts)
                    .mapToObj(part -> (long) (random.nextInt(20_000) / (place + 1.0) / (part + 1)))
                    .toList();
            bars.add(new Bar(names.of(i), events, random.nextInt(4_000) / (i + 1)));
        }
        return new BarFigure(heading("API calls by principal"), "principal", CALLS.subList(0, parts), bars, rest);
    }

    private static BarFigure agents() {
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < 14; i++) {
            var agent = "aws-sdk-java/2.20." + i + " Linux/5.10.0 OpenJDK_64-Bit_Server_VM/17 "
                    + "<script>alert(1)</script>\u202e".repeat(i)
                    + " exec-env/AWS_Lambda_java17 io/sync http/Apache cfg/retry-mode/legacy";
            bars.add(new Bar(VisibleText.of(agent), List.of(1_000_000L / (i * i + 1)), 0));
        }
        return new BarFigure(
                heading("User agents of arn:aws:iam::123456789012:role/very/long/path/" + "x".repeat(160)),
                "user agent",
                List.of("events"),
                bars,
                new Rest(1, 12));
    }

    private static TimeFigure time(String unit, Instant start, int count, Duration length) {
        var random = new Random(3);
        var buckets = new ArrayList<TimeFigure.Bucket>();
        for (int i = 0; i < count; i++) {
            var from = start.plus(length.multipliedBy(i));
            double season = 1.2 + Math.sin(i / 12.0) + (i % 7 < 5 ? 0.8 : 0);
            long events = (long) (season * (300 + random.nextInt(400)));
            buckets.add(new TimeFigure.Bucket(
                    from, from.plus(length), events, random.nextInt(10) == 0 ? events / 3 : events / 40));
        }
        return new TimeFigure(heading("Events over time"), unit, ZoneId.of("Asia/Seoul"), buckets);
    }

    private static GridFigure grid(int rows, int columns) {
        var random = new Random(11);
        var events = new ArrayList<List<Long>>();
        for (int row = 0; row < rows; row++) {
            int place = row;
            events.add(IntStream.range(0, columns)
                    .mapToObj(column -> random.nextInt(10) < 3
                            ? 0L
                            : (long) (Math.pow(10, random.nextDouble() * 6) / (place + 1) / (column + 1)) + 1)
                    .toList());
        }
        var accounts = IntStream.range(0, rows)
                .mapToObj(i -> i == 2 ? "서울 운영 (000000000003)" : "team-%d-production (%012d)".formatted(i, i))
                .toList();
        var services = IntStream.range(0, columns)
                .mapToObj(i -> i == 4 ? "elasticloadbalancing" : i == 0 ? "s3" : "service-" + i)
                .toList();
        return new GridFigure(heading("Events by account and service"), accounts, services, events, 0, 0)
                .within(41, 41);
    }
}
