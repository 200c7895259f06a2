package dev.trailtally.report.account;

import dev.trailtally.report.v1.EventCategory;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The categories of the events that a report counts: those of the request, by default calls.
 *
 * @param bits a bit for each, by the number that the tables give it
 */
public record CountedCategories(int bits) {

    private static final int COUNT = 6;

    /** Checks the field "categories" of a request. */
    public static CountedCategories of(List<EventCategory> asked, List<Integer> values) {
        var numbers = Categories.numbers(asked, values);
        var counted = numbers == null
                ? LongStream.rangeClosed(1, COUNT).filter(number -> !asked.isEmpty() || Categories.isCall(number))
                : numbers.stream().mapToLong(Long::longValue);
        return new CountedCategories(counted.mapToInt(number -> 1 << number).reduce(0, (one, other) -> one | other));
    }

    public boolean contains(long number) {
        return (bits >> number & 1) == 1;
    }

    /** For binds. */
    public long[] numbers() {
        return LongStream.rangeClosed(1, COUNT).filter(this::contains).toArray();
    }
}
