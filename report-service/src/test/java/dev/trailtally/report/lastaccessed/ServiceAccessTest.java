package dev.trailtally.report.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.report.v1.AccessState;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAccessTest {

    private static final Instant USED = Instant.parse("2025-10-01T12:00:00Z");

    // The first report: unread, without the service, or with it unused or used. Then the state of its actions.
    @ParameterizedTest
    @CsvSource(textBlock = """
            unread, '',                  NOT_EVALUATED,  NOT_EVALUATED
            unread, read listed tracked, NOT_EVALUATED,  NOT_EVALUATED
            absent, '',                  NOT_ALLOWED,    NOT_ALLOWED
            absent, read tracked,        NOT_ALLOWED,    NOT_ALLOWED
            absent, read listed tracked, NOT_ALLOWED,    NOT_ALLOWED
            unused, '',                  NEVER_ACCESSED, NOT_EVALUATED
            unused, tracked,             NEVER_ACCESSED, NOT_EVALUATED
            unused, read,                NEVER_ACCESSED, NOT_TRACKED
            unused, read tracked,        NEVER_ACCESSED, NEVER_ACCESSED
            unused, read listed tracked, NEVER_ACCESSED, ACCESSED
            used,   '',                  ACCESSED,       NOT_EVALUATED
            used,   read,                ACCESSED,       NOT_TRACKED
            used,   read tracked,        ACCESSED,       NEVER_ACCESSED
            used,   read listed tracked, ACCESSED,       ACCESSED
            used,   listed tracked,      ACCESSED,       ACCESSED
            """)
    void theReportsAndWhatTheyListDecideTheStates(String service, String actions, String state, String actionsState) {
        var access = access(service, actions);

        assertThat(access.state()).isEqualTo(AccessState.valueOf("ACCESS_STATE_" + state));
        assertThat(access.actionsState()).isEqualTo(AccessState.valueOf("ACCESS_STATE_" + actionsState));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            unread, read listed tracked, true,  NOT_EVALUATED
            absent, read listed tracked, true,  NOT_ALLOWED
            used,   tracked,             true,  NOT_EVALUATED
            used,   read listed tracked, true,  NEVER_ACCESSED
            used,   read listed tracked, false, NOT_TRACKED
            used,   read tracked,        true,  NEVER_ACCESSED
            unused, read tracked,        false, NOT_TRACKED
            """)
    void anActionThatIsNotListedIsNotTrackedOrNeverAccessed(
            String service, String actions, boolean tracked, String state) {
        assertThat(access(service, actions).unlistedAction(tracked))
                .isEqualTo(AccessState.valueOf("ACCESS_STATE_" + state));
    }

    @Test
    void whatIsNotAllowedHasNoAttempt() {
        assertThatThrownBy(() -> new ServiceAccess(true, false, USED, ActionReport.NONE))
                .hasMessageContaining(USED.toString());
    }

    private static ServiceAccess access(String service, String actions) {
        var report =
                new ActionReport(actions.contains("read"), actions.contains("listed"), actions.contains("tracked"));
        return switch (service) {
            case "unread" -> new ServiceAccess(false, false, null, report);
            case "absent" -> new ServiceAccess(true, false, null, report);
            case "unused" -> new ServiceAccess(true, true, null, report);
            case "used" -> new ServiceAccess(true, true, USED, report);
            default -> throw new IllegalArgumentException(service);
        };
    }
}
