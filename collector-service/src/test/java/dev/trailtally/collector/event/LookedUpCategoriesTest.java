package dev.trailtally.collector.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.cloudtrail.Category;
import dev.trailtally.collector.event.PageFiller.LookedUp;
import dev.trailtally.collector.scan.Requests;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Categories of events on a page of LookupEvents. */
class LookedUpCategoriesTest {

    @Test
    void anEventOfEachCategoryBecomesARowAndNoneIsRejected() {
        var filler = new PageFiller(new UUID(0, 2), Outcome.CLOCK);
        var insight = RecordText.of("", 3)
                .without("eventName")
                .without("eventSource")
                .with("eventCategory", "'Insight'")
                .with("insightDetails", "{'state':'End','eventSource':'ec2.amazonaws.com','eventName':'RunInstances'}");
        filler.add(
                HostileInput.unit(),
                List.of(
                        lookedUp(1, RecordText.of("CreateKey", 1).with("sharedEventID", "'" + new UUID(7, 8) + "'")),
                        lookedUp(2, RecordText.of("GetObject", 2).with("eventCategory", "'NetworkActivity'")),
                        lookedUp(3, insight),
                        lookedUp(4, RecordText.of("x", 4).without("eventTime").with("eventCategory", "'Insight'"))),
                Requests.NONE,
                List.of(),
                null,
                false,
                null);
        var batch = filler.batch();

        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.category)
                .startsWith((byte) Category.MANAGEMENT.number(), (byte) Category.NETWORK_ACTIVITY.number(), (byte)
                        Category.INSIGHT.number());
        assertThat(batch.actions.text(batch.action[2])).isEqualTo("ec2.amazonaws.com\0RunInstances");
        assertThat(new UUID(batch.sharedHigh[0], batch.sharedLow[0])).isEqualTo(new UUID(7, 8));
        assertThat(batch.ignored).as("without a time").isEqualTo(1);
        assertThat(batch.rejections.count()).isZero();
    }

    private static LookedUp lookedUp(long number, RecordText record) {
        return new LookedUp("e" + number, number, record.toString());
    }
}
