package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.event.EventBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What events of a batch are counted by. Equal values have one number, below 65,536, even if the batch's own tables have
 * several texts for them: a key of three columns is a single number then.
 *
 * @param number of a row's value
 * @param values of the numbers: references, or texts
 */
record CountedColumn<T>(IntUnaryOperator number, List<T> values) {

    private static final int SECONDS_A_QUARTER = 900;
    private static final List<Long> QUARTERS = List.of(quarters());

    /** References by the batch's numbers; an absent text has reference 0. */
    static CountedColumn<Long> of(int[] numbers, long[] references) {
        var boxed = new Long[references.length];
        for (int i = 0; i < references.length; i++) {
            boxed[i] = references[i];
        }
        return of(numbers, boxed, 0L);
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

    /** The number of a value; -1 if no row has it. */
    int numberOf(T value) {
        return values.indexOf(value);
    }

    private static <T> CountedColumn<T> of(int[] numbers, T[] byNumber, T absent) {
        var known = new HashMap<T, Integer>();
        var values = new ArrayList<T>();
        var distinct = new int[byNumber.length];
        for (int i = 0; i < byNumber.length; i++) {
            distinct[i] = known.computeIfAbsent(byNumber[i], value -> {
                values.add(value);
                return values.size() - 1;
            });
        }
        // Behind all others: if each of 65,536 rows has a value of its own, none is absent.
        known.computeIfAbsent(absent, value -> {
            values.add(value);
            return values.size() - 1;
        });
        int none = requireNonNull(known.get(absent));
        return new CountedColumn<>(
                row -> numbers[row] == EventBatch.ABSENT ? none : distinct[numbers[row]], List.copyOf(values));
    }

    private static Long[] quarters() {
        var quarters = new Long[24 * 4];
        for (int i = 0; i < quarters.length; i++) {
            quarters[i] = (long) i;
        }
        return quarters;
    }
}
