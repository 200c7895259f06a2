package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;

/** What each account did with each service: the largest rows, and a heat map of all. */
final class AccountServices {

    private static final int MAX_ROWS = 20_000;
    private static final long MAX_BYTES = 4 << 20;

    private final LargestRows<AccountService> rows =
            new LargestRows<>(MAX_ROWS, MAX_BYTES, AccountService::getEventCount);
    private final HeatMap heatMap;

    AccountServices(GetOrganizationSummaryResponse summary) {
        heatMap = new HeatMap(summary);
    }

    void add(AccountService service) {
        rows.add(service);
        heatMap.add(service);
    }

    void write(PageJson json) {
        json.rows("accountServices", rows.rows());
        heatMap.write(json);
    }
}
