package dev.trailtally.report.account;

import dev.trailtally.report.v1.EventCategory;
import java.util.List;
import java.util.stream.LongStream;

/** The categories of the events that a report counts, as the tables number them: those of the request, by default calls. */
public final class CountedCategories {

    private static final int COUNT = 6;

    private final int bits;

    private CountedCategories(LongStream numbers) {
        this.bits = numbers.mapToInt(number -> 1 << number).reduce(0, (one, other) -> one | other);
    }

    /** Checks the field "categories" of a request. */
    public static CountedCategories of(List<EventCategory> asked, List<Integer> values) {
        if (asked.isEmpty()) {
            return new CountedCategories(LongStream.rangeClosed(1, COUNT).filter(Categories::isCall));
        }
        var numbers = Categories.numbers(asked, values);
        return new CountedCategories(
                numbers == null
                        ? LongStream.rangeClosed(1, COUNT)
                        : numbers.stream().mapToLong(Long::longValue));
    }

    public boolean contains(long number) {
        return (bits >> number & 1) == 1;
    }

    /** For binds. */
    public long[] numbers() {
        return LongStream.rangeClosed(1, COUNT).filter(this::contains).toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CountedCategories categories && categories.bits == bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }
}
