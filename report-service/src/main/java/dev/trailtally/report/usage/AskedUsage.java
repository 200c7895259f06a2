package dev.trailtally.report.usage;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Partitions;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import java.util.List;

/** A checked request for the usage of each account. */
record AskedUsage(
        AskedInterval period,
        List<String> regions,
        List<String> services,
        boolean groupByRegion,
        CountedCategories categories) {

    private static final int MAX_FILTERS = 200;

    AskedUsage {
        regions = List.copyOf(regions);
        services = List.copyOf(services);
    }

    static AskedUsage of(ListServiceUsageRequest request) {
        return new AskedUsage(
                request.hasPartition()
                        ? Partitions.interval(request.getPartition())
                        : AskedInterval.of(request.getInterval()),
                texts("regions", request.getRegionsList()),
                texts("services", request.getServicesList()),
                request.getGroupByRegion(),
                CountedCategories.of(request.getCategoriesList(), request.getCategoriesValueList()));
    }

    static AskedUsage of(StreamServiceUsageRequest request) {
        var ofAccount = ListServiceUsageRequest.newBuilder()
                .setInterval(request.getInterval())
                .addAllRegions(request.getRegionsList())
                .addAllServices(request.getServicesList())
                .setGroupByRegion(request.getGroupByRegion())
                .addAllCategoriesValue(request.getCategoriesValueList());
        if (request.hasPartition()) {
            ofAccount.setPartition(request.getPartition());
        }
        return of(ofAccount.build());
    }

    AskedUsage within(AskedInterval observed) {
        return new AskedUsage(observed, regions, services, groupByRegion, categories);
    }

    private static List<String> texts(String field, List<String> values) {
        return List.of(Fields.texts(field, values, MAX_FILTERS));
    }
}
