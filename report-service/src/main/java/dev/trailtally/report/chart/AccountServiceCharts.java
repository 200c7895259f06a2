package dev.trailtally.report.chart;

import com.google.protobuf.FieldMask;
import dev.trailtally.report.chart.figure.Counts;
import dev.trailtally.report.chart.figure.EmptyFigure;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.chart.figure.GridFigure;
import dev.trailtally.report.chart.figure.Heading;
import dev.trailtally.report.chart.figure.Rest;
import dev.trailtally.report.chart.figure.VisibleText;
import dev.trailtally.report.organization.AccountServiceList;
import dev.trailtally.report.organization.OrganizationSummary;
import dev.trailtally.report.v1.AccountCount;
import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.AccountServicesChart;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ValueCount;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each service was called in each account: the top of both, from two questions in all. */
@Singleton
final class AccountServiceCharts {

    private static final int TOP = 40;
    private static final String TITLE = "Events by account and service";

    private static final FieldMask READ_MASK = FieldMask.newBuilder()
            .addPaths("scope")
            .addPaths("event_count")
            .addPaths("accounts")
            .addPaths("account_remainder")
            .addPaths("services")
            .build();

    private record Cell(String accountId, String service) {}

    private final OrganizationSummary summary;
    private final AccountServiceList accountServices;

    AccountServiceCharts(OrganizationSummary summary, AccountServiceList accountServices) {
        this.summary = summary;
        this.accountServices = accountServices;
    }

    Figure figure(AccountServicesChart asked) {
        var top = summary.summarize(GetOrganizationSummaryRequest.newBuilder()
                .setAccounts(asked.getAccounts())
                .setInterval(asked.getInterval())
                .setTop(TOP)
                .addAllCategoriesValue(asked.getCategoriesValueList())
                .setReadMask(READ_MASK)
                .build());
        var scope = top.getScope();
        var facts = new ArrayList<String>();
        facts.add(Headings.accounts(scope));
        if (top.getEventCount() == 0) {
            return new EmptyFigure(new Heading(TITLE, facts, Headings.warnings(scope)), "No events");
        }
        facts.add(Headings.interval(scope.getObserved()) + " · " + Counts.of(top.getEventCount(), "event"));
        return grid(
                top, cells(top, asked.getCategoriesValueList()), new Heading(TITLE, facts, Headings.warnings(scope)));
    }

    // The same interval as the top; new events may have arrived in it in the meantime.
    private Map<Cell, Long> cells(GetOrganizationSummaryResponse top, List<Integer> categories) {
        var request = ListAccountServicesRequest.newBuilder()
                .setInterval(top.getScope().getObserved())
                .addAllCategoriesValue(categories)
                .setPageSize(TOP * TOP);
        top.getAccountsList().forEach(account -> request.getAccountsBuilder().addAccountIds(account.getAccountId()));
        top.getServices().getCountsList().forEach(service -> request.addServices(filter(service.getValue())));
        var cells = new HashMap<Cell, Long>();
        do {
            var page = accountServices.list(request.build());
            for (AccountService cell : page.getAccountServicesList()) {
                cells.put(new Cell(cell.getAccountId(), cell.getEventSource()), cell.getEventCount());
            }
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return cells;
    }

    // Without a dot it would be the short name of another; other services that "*" finds are not cells of the figure.
    private static String filter(String eventSource) {
        return eventSource.indexOf('.') >= 0 ? eventSource : eventSource + "*";
    }

    /** The last cell of a row or column is its total less the other cells; each account has all its events. */
    private static GridFigure grid(GetOrganizationSummaryResponse top, Map<Cell, Long> cells, Heading heading) {
        var accounts = top.getAccountsList();
        var services = top.getServices().getCountsList();
        long otherAccounts = top.getAccountRemainder().getValueCount();
        long otherServices = top.getServices().getRemainder().getValueCount();
        var rows = new ArrayList<List<Long>>();
        for (var account : accounts) {
            rows.add(row(account, services, cells, otherServices > 0));
        }
        if (otherAccounts > 0) {
            rows.add(lastRow(top, rows, otherServices > 0));
        }
        return new GridFigure(
                heading,
                names(accounts.stream().map(AccountServiceCharts::name).toList(), otherAccounts),
                names(services.stream().map(AccountServiceCharts::name).toList(), otherServices),
                rows,
                otherAccounts,
                otherServices);
    }

    private static List<Long> row(
            AccountCount account, List<ValueCount> services, Map<Cell, Long> cells, boolean others) {
        var row = new ArrayList<Long>();
        for (var service : services) {
            row.add(cells.getOrDefault(new Cell(account.getAccountId(), service.getValue()), 0L));
        }
        if (others) {
            row.add(Math.max(0, account.getEventCount() - sum(row)));
        }
        return row;
    }

    private static List<Long> lastRow(GetOrganizationSummaryResponse top, List<List<Long>> rows, boolean others) {
        var row = new ArrayList<Long>();
        var services = top.getServices().getCountsList();
        for (int column = 0; column < services.size(); column++) {
            int place = column;
            long shown = rows.stream().mapToLong(cells -> cells.get(place)).sum();
            var service = services.get(column);
            row.add(Math.max(0, service.getEventCount() + service.getSharedEventCount() - shown));
        }
        if (others) {
            row.add(Math.max(0, top.getAccountRemainder().getEventCount() - sum(row)));
        }
        return row;
    }

    private static long sum(List<Long> events) {
        return events.stream().mapToLong(Long::longValue).sum();
    }

    private static String name(AccountCount account) {
        return Headings.account(account.getAccountName(), account.getAccountId());
    }

    private static String name(ValueCount service) {
        var source = service.getValue();
        var ending = ".amazonaws.com";
        return VisibleText.of(
                source.endsWith(ending) ? source.substring(0, source.length() - ending.length()) : source);
    }

    private static List<String> names(List<String> shown, long others) {
        var names = new ArrayList<>(shown);
        if (others > 0) {
            names.add(new Rest(others, 0).label());
        }
        return names;
    }
}
