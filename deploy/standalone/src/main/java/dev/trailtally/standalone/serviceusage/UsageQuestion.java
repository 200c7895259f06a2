package dev.trailtally.standalone.serviceusage;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.standalone.accesskey.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which service usage to report.
 *
 * @param accounts none for all
 * @param period null for everything collected
 * @param regions none for all
 * @param services none for all
 * @param categories none for calls
 */
public record UsageQuestion(
        AccountSelection accounts,
        @Nullable Period period,
        List<String> regions,
        List<String> services,
        List<EventCategory> categories) {

    public UsageQuestion {
        regions = List.copyOf(regions);
        services = List.copyOf(services);
        categories = List.copyOf(categories);
    }
}
