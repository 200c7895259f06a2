package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.LookupAttribute;
import dev.trailtally.collector.v1.TagFilter;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.standalone.database.Home;
import dev.trailtally.standalone.summary.LookupAttributes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How the values of options are read. */
final class OptionValues {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smhd])");

    private OptionValues() {}

    static CommandLine register(CommandLine line) {
        return line.registerConverter(Path.class, Home::expand)
                .registerConverter(Duration.class, OptionValues::duration)
                .registerConverter(Instant.class, OptionValues::instant)
                .registerConverter(EntityType.class, OptionValues::entityType)
                .registerConverter(EventCategory.class, OptionValues::category)
                .registerConverter(TagFilter.class, OptionValues::tagFilter)
                .registerConverter(LookupAttribute.class, OptionValues::lookupAttribute);
    }

    /** Reads 90s, 20m, 24h and 7d. */
    private static Duration duration(String text) {
        var matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration; write 90s, 20m, 24h or 7d");
        }
        var number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** Reads a UTC day, meaning its start, or an instant. */
    private static Instant instant(String text) {
        try {
            return text.length() <= 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a time; write a UTC day, 2024-05-06, or an instant, 2024-05-06T09:30:00Z");
        }
    }

    /** Reads a type of entities to list in each account, such as users. */
    private static EntityType entityType(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "users" -> EntityType.ENTITY_TYPE_USER;
            case "roles" -> EntityType.ENTITY_TYPE_ROLE;
            case "groups" -> EntityType.ENTITY_TYPE_GROUP;
            case "policies" -> EntityType.ENTITY_TYPE_CUSTOMER_MANAGED_POLICY;
            case "aws-policies" -> EntityType.ENTITY_TYPE_AWS_MANAGED_POLICY;
            default ->
                throw new TypeConversionException(
                        "'" + text + "' is not a type; use one of users, roles, groups, policies, aws-policies");
        };
    }

    /** Reads a category of events, such as network-activity; or all. */
    private static EventCategory category(String text) {
        return Arrays.stream(EventCategory.values())
                .filter(category -> name(category).equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no category; use one of "
                        + Arrays.stream(EventCategory.values())
                                .filter(category -> category != EventCategory.UNRECOGNIZED)
                                .map(OptionValues::name)
                                .collect(Collectors.joining(", "))));
    }

    private static String name(EventCategory category) {
        return category == EventCategory.EVENT_CATEGORY_UNSPECIFIED
                ? "all"
                : category.name()
                        .replace("EVENT_CATEGORY_", "")
                        .replace('_', '-')
                        .toLowerCase(Locale.ROOT);
    }

    /** Reads a tag and its value, such as team=payments, or a tag with any value. */
    private static TagFilter tagFilter(String text) {
        var parts = text.split("=", 2);
        if (parts[0].isEmpty()) {
            throw new TypeConversionException("'" + text + "' is not <tag>=<value>, such as team=payments");
        }
        var filter = TagFilter.newBuilder().setKey(parts[0]);
        return parts.length == 1 ? filter.build() : filter.setValue(parts[1]).build();
    }

    /** Reads an attribute of LookupEvents and its value, such as EventName=ConsoleLogin. */
    private static LookupAttribute lookupAttribute(String text) {
        var parts = text.split("=", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new TypeConversionException(
                    "'" + text + "' is not <attribute>=<value>, such as EventName=ConsoleLogin");
        }
        var key = LookupAttributes.find(parts[0])
                .orElseThrow(() -> new TypeConversionException(
                        "LookupEvents has no attribute '" + parts[0] + "'; use one of " + LookupAttributes.names()));
        return LookupAttribute.newBuilder().setKey(key).setValue(parts[1]).build();
    }

    /** Fails with a message for the user if a duration is out of range. */
    static void check(CommandLine line, String option, @Nullable Duration value, Duration min, Duration max) {
        if (value != null && (value.compareTo(min) < 0 || value.compareTo(max) > 0)) {
            throw new ParameterException(line, option + " must be " + text(min) + " to " + text(max) + ".");
        }
    }

    /** As {@link #duration} reads it. */
    private static String text(Duration duration) {
        if (duration.toSeconds() % 60 != 0) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutes() % 60 != 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHours() % 24 != 0 || duration.toDays() < 2
                ? duration.toHours() + "h"
                : duration.toDays() + "d";
    }
}
