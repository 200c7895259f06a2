package dev.trailtally.standalone.page;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Asks for the parts of a page; a failed part is reported on the page and does not affect the others. */
final class Answers {

    // No other part would be answered either.
    private static final Set<Status.Code> FATAL =
            EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.CANCELLED, Status.Code.UNAUTHENTICATED);

    private final List<String> failures = new ArrayList<>();
    private final List<String> unanswered = new ArrayList<>();

    /**
     * Asks for a part.
     *
     * @param part its name on the page
     * @param otherwise the replacement if it cannot be answered
     */
    <T> T ask(String part, Supplier<? extends T> question, T otherwise) {
        try {
            return question.get();
        } catch (StatusRuntimeException e) {
            if (FATAL.contains(e.getStatus().getCode())) {
                throw e;
            }
            unanswered.add(part);
            var description = e.getStatus().getDescription();
            failures.add(part + ": " + e.getStatus().getCode() + (description == null ? "" : ", " + description));
            return otherwise;
        }
    }

    void failed(String failure) {
        failures.add(failure);
    }

    List<String> failures() {
        return failures;
    }

    void write(PageJson json) {
        json.texts("failures", failures).texts("unanswered", unanswered);
    }
}
