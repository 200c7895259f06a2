package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.AccessChange;
import dev.trailtally.report.v1.AccessChangeKind;
import dev.trailtally.report.v1.EntityFilter;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccessChangesRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessChangesTest {

    // The first two jobs of IamRows end at this time; later reports have later times.
    private static final Instant FIRST = Instant.parse("2025-11-01T00:00:30Z");
    private static final Instant SECOND = FIRST.plus(Duration.ofDays(1));
    private static final Instant THIRD = FIRST.plus(Duration.ofDays(2));
    private static final Instant FOURTH = FIRST.plus(Duration.ofDays(3));
    private static final Instant USED = Instant.parse("2025-10-01T12:00:00Z");

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        var iam = new IamRows(fixture);
        iam.user(1, "ann")
                .evaluatedAt(FOURTH)
                .job(iam.scan(1, "complete"), "service", "done")
                .said("s3", "", FIRST, SECOND, null)
                .said("s3", "", SECOND, THIRD, USED)
                .said("s3", "", THIRD, FOURTH, USED.plusSeconds(60))
                .service("s3", FOURTH, null)
                .said("sqs", "", SECOND, THIRD, USED)
                .service("sqs", FOURTH, null)
                .action("s3", "GetBucketPolicy", SECOND, USED)
                .said("s3", "DeleteBucket", FIRST, THIRD, USED)
                .said("sqs", "CreateQueue", FIRST, THIRD, USED);
        iam.role(2, "Reader").evaluatedAt(SECOND).service("s3", FIRST, null);
        iam.role(2, "Old").evaluatedAt(SECOND).deletedAt(THIRD).service("s3", FIRST, null);
        iam.scan(2, "complete");
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void eachDifferenceOfTwoReportsIsAChangeTheNewestFirst() {
        assertThat(told(ListAccessChangesRequest.newBuilder()))
                .containsExactly(
                        FOURTH + " ann s3 FORGOTTEN",
                        FOURTH + " ann sqs ALLOWED",
                        THIRD + " ann s3 LATER_ACCESS",
                        THIRD + " ann sqs NO_LONGER_ALLOWED",
                        SECOND + " ann s3 FIRST_ACCESS",
                        SECOND + " ann sqs ALLOWED",
                        FIRST + " ann s3 FIRST_REPORT",
                        FIRST + " Reader s3 FIRST_REPORT");
    }

    @Test
    void aChangeHasTheAttemptsBeforeAndAfter() {
        var changes = list(ListAccessChangesRequest.newBuilder());

        assertThat(changes.get(0).getPreviousLastAccessedTime().getSeconds()).isEqualTo(USED.getEpochSecond() + 60);
        assertThat(changes.get(0).hasLastAccessedTime()).isFalse();
        assertThat(changes.get(2).getPreviousLastAccessedTime().getSeconds()).isEqualTo(USED.getEpochSecond());
        assertThat(changes.get(2).getLastAccessedTime().getSeconds()).isEqualTo(USED.getEpochSecond() + 60);
        assertThat(changes.get(2).getLastAccessedEntity()).isEqualTo("arn:aws:iam::000000000001:user/ann");
        assertThat(changes.get(2).getLastAccessedRegion()).isEqualTo("eu-central-1");
        assertThat(changes.get(3).hasLastAccessedTime()).isFalse();
    }

    @Test
    void actionsHaveAFirstReportOfTheirOwn() {
        assertThat(told(ListAccessChangesRequest.newBuilder()
                        .setIncludeActions(true)
                        .setInterval(Interval.newBuilder()
                                .setStartTime(timestamp(SECOND))
                                .setEndTime(timestamp(THIRD)))))
                .containsExactly(
                        SECOND + " ann s3 FIRST_ACCESS",
                        SECOND + " ann s3:GetBucketPolicy FIRST_REPORT",
                        SECOND + " ann sqs ALLOWED");
    }

    @Test
    void anActionNoLongerNamedIsForgottenWhereItsServiceIsStillAllowed() {
        var request = ListAccessChangesRequest.newBuilder()
                .setIncludeActions(true)
                .setInterval(
                        Interval.newBuilder().setStartTime(timestamp(THIRD)).setEndTime(timestamp(FOURTH)));

        assertThat(told(request))
                .containsExactly(
                        THIRD + " ann s3 LATER_ACCESS",
                        THIRD + " ann s3:DeleteBucket FORGOTTEN",
                        THIRD + " ann sqs NO_LONGER_ALLOWED",
                        THIRD + " ann sqs:CreateQueue NO_LONGER_ALLOWED");
        assertThat(told(request.addKinds(AccessChangeKind.ACCESS_CHANGE_KIND_FORGOTTEN)))
                .containsExactly(THIRD + " ann s3:DeleteBucket FORGOTTEN");
    }

    @Test
    void kindsServicesAndEntitiesAreFiltered() {
        assertThat(told(ListAccessChangesRequest.newBuilder()
                        .addKinds(AccessChangeKind.ACCESS_CHANGE_KIND_FORGOTTEN)
                        .addKinds(AccessChangeKind.ACCESS_CHANGE_KIND_NO_LONGER_ALLOWED)))
                .containsExactly(FOURTH + " ann s3 FORGOTTEN", THIRD + " ann sqs NO_LONGER_ALLOWED");
        assertThat(told(ListAccessChangesRequest.newBuilder()
                        .addServiceNamespaces("sqs")
                        .addKinds(AccessChangeKind.ACCESS_CHANGE_KIND_ALLOWED)))
                .containsExactly(FOURTH + " ann sqs ALLOWED", SECOND + " ann sqs ALLOWED");
        assertThat(told(ListAccessChangesRequest.newBuilder()
                        .setEntities(EntityFilter.newBuilder().addArns("arn:aws:iam::000000000002:role/Old"))))
                .containsExactly(FIRST + " Old s3 FIRST_REPORT");
    }

    @Test
    void pagesOfOneJoinToTheWhole() {
        var whole = list(ListAccessChangesRequest.newBuilder().setIncludeActions(true));
        var joined = new ArrayList<AccessChange>();
        var request =
                ListAccessChangesRequest.newBuilder().setIncludeActions(true).setPageSize(1);
        do {
            var page = service.access().listAccessChanges(request.build());
            joined.addAll(page.getChangesList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());

        assertThat(joined).isEqualTo(whole);
    }

    @Test
    void badInputNamesTheField() {
        assertThat(Failures.message(
                        () -> list(ListAccessChangesRequest.newBuilder().addKindsValue(77))))
                .isEqualTo("kinds[0]: 77 is not a value of the enum");
        assertThat(Failures.message(() -> list(ListAccessChangesRequest.newBuilder()
                        .addKinds(AccessChangeKind.ACCESS_CHANGE_KIND_UNSPECIFIED))))
                .contains("kinds[0]: ACCESS_CHANGE_KIND_UNSPECIFIED; allowed are");
        assertThat(Failures.message(() -> list(ListAccessChangesRequest.newBuilder()
                        .setInterval(Interval.newBuilder()
                                .setStartTime(timestamp(THIRD))
                                .setEndTime(timestamp(SECOND))))))
                .contains("interval.end_time");
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
    }

    private static List<String> told(ListAccessChangesRequest.Builder request) {
        return list(request).stream().map(AccessChangesTest::told).toList();
    }

    private static String told(AccessChange change) {
        var action = change.getActionName().isEmpty() ? "" : ":" + change.getActionName();
        return Instant.ofEpochSecond(change.getGeneratedTime().getSeconds()) + " "
                + change.getEntity().getName() + " " + change.getServiceNamespace() + action + " "
                + change.getKind().name().replace("ACCESS_CHANGE_KIND_", "");
    }

    private static List<AccessChange> list(ListAccessChangesRequest.Builder request) {
        return service.access().listAccessChanges(request.build()).getChangesList();
    }
}
