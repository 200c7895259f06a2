package dev.trailtally.collector.aws;

import org.jspecify.annotations.Nullable;

/** An exception and what it was caused by. */
final class Causes {

    private static final int MAX_CAUSES = 16;

    private Causes() {}

    /** The first of this type; null if there is none. */
    static <T> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    static boolean contain(Throwable failure, Class<?> type) {
        return find(failure, type) != null;
    }

    /** The last cause. */
    static Throwable root(Throwable failure) {
        var cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < MAX_CAUSES; depth++) {
            cause = cause.getCause();
        }
        return cause;
    }
}
