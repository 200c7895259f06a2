package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.event.EventBatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What events of a batch are counted by. Equal values have one number, even if the batch's own tables have several texts for
 * them, and numbers are in the order of the values. A batch has at most 50,000 rows, so that a number has 16 bits and a key of
 * three columns is a single number.
 *
 * @param number of a row's value
 * @param values of the numbers: references, or texts
 */
record CountedColumn<T>(IntUnaryOperator number, List<T> values) {

    private static final int SECONDS_A_QUARTER = 900;
    private static final List<Long> QUARTERS =
            LongStream.range(0, 86_400 / SECONDS_A_QUARTER).boxed().toList();

    /** References by the batch's numbers; an absent text has reference 0. */
    static CountedColumn<Long> of(int[] numbers, long[] references) {
        return of(numbers, Arrays.stream(references).boxed().toArray(Long[]::new), 0L);
    }

    /** Texts by the batch's numbers. */
    static CountedColumn<String> of(int[] numbers, String[] texts) {
        return of(numbers, texts, "");
    }

    static CountedColumn<Long> quarterHours(EventRows rows) {
        return new CountedColumn<>(row -> rows.secondOfDay(row) / SECONDS_A_QUARTER, QUARTERS);
    }

    T value(int number) {
        return values.get(number);
    }

    /** The number of a value that the column has; 0 and the empty text always are among them. */
    int numberOf(T value) {
        return values.indexOf(value);
    }

    private static <T extends Comparable<T>> CountedColumn<T> of(int[] numbers, T[] byNumber, T absent) {
        var values = Stream.concat(Stream.of(absent), Arrays.stream(byNumber))
                .distinct()
                .sorted()
                .toList();
        var places = new HashMap<T, Integer>();
        for (int place = 0; place < values.size(); place++) {
            places.put(values.get(place), place);
        }
        var distinct = Arrays.stream(byNumber)
                .mapToInt(value -> requireNonNull(places.get(value)))
                .toArray();
        int none = requireNonNull(places.get(absent));
        return new CountedColumn<>(row -> numbers[row] == EventBatch.ABSENT ? none : distinct[numbers[row]], values);
    }
}
