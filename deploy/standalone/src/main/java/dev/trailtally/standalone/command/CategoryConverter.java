package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.EventCategory;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a category of events, such as network-activity; or all. */
final class CategoryConverter implements ITypeConverter<EventCategory> {

    private static final String PREFIX = "EVENT_CATEGORY_";

    @Override
    public EventCategory convert(String text) {
        return Arrays.stream(EventCategory.values())
                .filter(category -> name(category).equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no category; use one of "
                        + Arrays.stream(EventCategory.values())
                                .filter(category -> category != EventCategory.UNRECOGNIZED)
                                .map(CategoryConverter::name)
                                .collect(Collectors.joining(", "))));
    }

    private static String name(EventCategory category) {
        return category == EventCategory.EVENT_CATEGORY_UNSPECIFIED
                ? "all"
                : category.name().replace(PREFIX, "").replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
