package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.AccessProto;
import dev.trailtally.report.v1.OrganizationProto;
import dev.trailtally.report.v1.ReportProto;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every filter of every report, beside a recount without it. */
class FilterTest {

    private static final Instant FROM = Instant.parse("2024-02-01T00:00:00Z");
    private static final int EVENTS = 600;

    /** The fields of a request that filter nothing: the page, its size, the period and the order. */
    private static final Set<String> NO_FILTERS = Set.of(
            "account_id",
            "interval",
            "partition",
            "group_by_region",
            "by_account",
            "page_size",
            "page_token",
            "top",
            "view",
            "order",
            "breakdown",
            "bucket",
            "time_zone",
            "read_mask",
            "include_raw",
            "include_actions",
            "include_accessors",
            "include_granting_policies",
            "kind",
            "since_time",
            "unused_for",
            "new_to_all_accounts");

    private static Fixture fixture;
    private static RunningService service;
    private static FilterAnswers answers;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, events(new Random(7)));
        fixture.rollUp();
        FilterRows.store(fixture);
        service = RunningService.on(fixture.database());
        answers = new FilterAnswers(service);
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    private static List<TestEvent> events(Random random) {
        var sources = List.of("s3.amazonaws.com", "s3-outposts.amazonaws.com", "sts.amazonaws.com", "a_b.example.org");
        var errors =
                List.of("", "", "AccessDenied", "AccessDeniedException", "NoSuchKey", "NoSuchBucket", "No%uch_Key");
        return IntStream.range(0, EVENTS)
                .mapToObj(i -> {
                    var error = errors.get(random.nextInt(errors.size()));
                    long account = 12L + random.nextInt(3);
                    return new TestEvent(
                            account,
                            FROM.plusSeconds(random.nextInt(86_400)),
                            new UUID(9, i),
                            List.of("eu-central-1", "eu-west-1", "us-east-1").get(random.nextInt(3)),
                            sources.get(random.nextInt(sources.size())),
                            List.of("GetObject", "GetObjectAcl", "PutObject", "getObject")
                                    .get(random.nextInt(4)),
                            error,
                            !error.isEmpty() || random.nextInt(5) == 0,
                            "arn:aws:iam::" + account + ":user/"
                                    + List.of("ann", "Ann", "anna", "bo").get(random.nextInt(4)),
                            List.of("", "deploy-1", "deploy-2", "Deploy").get(random.nextInt(4)),
                            List.of("", "AKIAONE", "AKIATWO", "ASIAONE").get(random.nextInt(4)),
                            List.of("203.0.113.7", "203.0.113.70", "198.51.100.1", "AWS Internal")
                                    .get(random.nextInt(4)),
                            "agent/" + random.nextInt(3),
                            random.nextInt(3) == 0 ? null : random.nextBoolean());
                })
                .toList();
    }

    @Test
    void everyFilterOfEveryReportIsRecounted() {
        var filters = new TreeSet<String>();
        var seen = new HashSet<Descriptor>();
        Stream.of(ReportProto.getDescriptor(), OrganizationProto.getDescriptor(), AccessProto.getDescriptor())
                .flatMap(file -> file.getServices().stream())
                .flatMap(reports -> reports.getMethods().stream())
                .forEach(method -> addFilters(method.getInputType(), seen, filters));

        var recounted = Stream.of(
                        TextFilter.ALL.stream().map(TextFilter::field),
                        FilterRows.ALL.stream().map(FilterRows.Case::field))
                .flatMap(fields -> fields)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(recounted).as("filters with a recount").isEqualTo(filters);
    }

    private static void addFilters(Descriptor message, Set<Descriptor> seen, Collection<String> filters) {
        if (!seen.add(message)) {
            return;
        }
        for (var field : message.getFields()) {
            if (NO_FILTERS.contains(field.getName())) {
                continue;
            }
            if (field.getType() == FieldDescriptor.Type.MESSAGE) {
                addFilters(field.getMessageType(), seen, filters);
            } else if (!message.getName().equals("ProposePolicyRequest")) { // for one principal, which must exist
                filters.add(message.getName() + "." + field.getName());
            }
        }
    }

    static List<TextFilter> textFilters() {
        return TextFilter.ALL;
    }

    @ParameterizedTest
    @MethodSource("textFilters")
    void aTextFilterFindsWhatMatchesIt(TextFilter filter) {
        var values = fixture.events().stream()
                .flatMap(event -> filter.texts(event).stream())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        for (var value : values.stream().limit(4).toList()) {
            for (var asked : forms(value)) {
                assertFound(filter, List.of(asked));
            }
        }
        for (var asked : List.of("*", "nothing", "nothing*", "%", "*_*")) {
            assertFound(filter, List.of(asked));
        }
        if (filter.isRepeated()) {
            assertFound(filter, List.of(values.first(), values.last()));
            assertFound(filter, List.of(values.first(), forms(values.last()).get(1), "nothing"));
            assertFound(filter, List.of());
            assertThat(Failures.reason(() -> answers.count(filter.request(List.of("")))))
                    .as("an empty value of %s", filter)
                    .startsWith("INVALID_ARGUMENT INVALID_FIELD");
        } else if (!filter.isRequired()) {
            assertFound(filter, List.of(""));
        }
    }

    /** Unchanged, as a prefix, an infix and a suffix, in upper and in lower case. */
    private static List<String> forms(String value) {
        int half = value.length() / 2;
        return List.of(
                value,
                value.substring(0, half) + "*",
                "*" + value.substring(1, value.length() - 1) + "*",
                "*" + value.substring(half),
                value.substring(0, half) + "*" + value.substring(value.length() - 1),
                value.toUpperCase(Locale.ROOT),
                value.toLowerCase(Locale.ROOT));
    }

    private static void assertFound(TextFilter filter, List<String> asked) {
        var request = filter.request(asked);
        long expected = fixture.events().stream()
                .filter(event -> answers.covers(request, event))
                .filter(event -> asked.equals(List.of())
                        || asked.equals(List.of(""))
                        || asked.stream().anyMatch(text -> filter.matches(event, text)))
                .count();
        assertThat(answers.count(request)).as("%s = %s", filter, asked).isEqualTo(expected);
    }

    static List<FilterRows.Case> otherFilters() {
        return FilterRows.ALL;
    }

    @ParameterizedTest
    @MethodSource("otherFilters")
    void anyOtherFilterFindsWhatItNames(FilterRows.Case filter) throws SQLException, TextFormat.ParseException {
        long expected = filter.recount(fixture);

        assertThat(answers.count(filter.request())).as("%s", filter).isEqualTo(expected);
    }

    /** A filter by text: which field of which request, and which texts of an event it is compared with. */
    record TextFilter(Message request, String name, Rule rule, Texts texts) {

        static final List<TextFilter> ALL = FilterAnswers.textFilters();

        enum Rule {
            EXACT,
            ANY_CASE,
            SERVICE
        }

        @FunctionalInterface
        interface Texts {
            List<String> of(TestEvent event);
        }

        String field() {
            return request.getDescriptorForType().getName() + "." + name;
        }

        private FieldDescriptor descriptor() {
            return Objects.requireNonNull(request.getDescriptorForType().findFieldByName(name), name);
        }

        boolean isRepeated() {
            return descriptor().isRepeated();
        }

        boolean isRequired() {
            return name.equals("value");
        }

        List<String> texts(TestEvent event) {
            return texts.of(event);
        }

        Message request(List<String> asked) {
            var builder = request.toBuilder();
            if (isRepeated()) {
                asked.forEach(text -> builder.addRepeatedField(descriptor(), text));
            } else {
                builder.setField(descriptor(), asked.getFirst());
            }
            return builder.build();
        }

        boolean matches(TestEvent event, String asked) {
            boolean shortName = rule == Rule.SERVICE && !asked.contains(".") && !asked.endsWith("*");
            var parts = new ArrayList<String>();
            for (var part : (shortName ? asked + ".amazonaws.com" : asked).split("\\*", -1)) {
                parts.add(Pattern.quote(part));
            }
            var pattern = Pattern.compile(String.join(".*", parts), rule == Rule.EXACT ? 0 : Pattern.CASE_INSENSITIVE);
            return texts(event).stream()
                    .anyMatch(text -> !text.isEmpty() && pattern.matcher(text).matches());
        }

        @Override
        public String toString() {
            return field()
                    + (request.toString().isBlank()
                            ? ""
                            : " ("
                                    + TextFormat.printer()
                                            .emittingSingleLine(true)
                                            .printToString(request) + ")");
        }
    }
}
