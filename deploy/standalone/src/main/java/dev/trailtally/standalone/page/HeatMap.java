package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.AccountCount;
import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.ValueCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events of the accounts and services with the most of them; all others in an extra row and column. */
final class HeatMap {

    private static final int MAX = 40;

    private final List<String> accounts;
    private final List<String> services;
    private final Map<String, Integer> rows = new HashMap<>();
    private final Map<String, Integer> columns = new HashMap<>();
    private final long[][] events;

    HeatMap(GetOrganizationSummaryResponse summary) {
        accounts = summary.getAccountsList().stream()
                .limit(MAX)
                .map(AccountCount::getAccountId)
                .toList();
        services = summary.getServices().getCountsList().stream()
                .limit(MAX)
                .map(ValueCount::getValue)
                .toList();
        accounts.forEach(account -> rows.put(account, rows.size()));
        services.forEach(service -> columns.put(service, columns.size()));
        events = new long[accounts.size() + 1][services.size() + 1];
    }

    void add(AccountService cell) {
        int row = rows.getOrDefault(cell.getAccountId(), accounts.size());
        int column = columns.getOrDefault(cell.getEventSource(), services.size());
        events[row][column] += cell.getEventCount();
    }

    /** The empty name stands for all others. */
    void write(PageJson json) {
        json.matrix("heatMap", withOthers(accounts), withOthers(services), events);
    }

    private static List<String> withOthers(List<String> names) {
        var all = new ArrayList<>(names);
        all.add("");
        return all;
    }
}
