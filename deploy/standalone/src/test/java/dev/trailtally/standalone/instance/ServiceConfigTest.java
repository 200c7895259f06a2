package dev.trailtally.standalone.instance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.report.v1.AccessServiceGrpc;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {

    private static final List<String> NOT_REPEATED = List.of(
            "trailtally.aggregator.v1.RollupService/ApplyRetention",
            "trailtally.collector.v1.ScanService/CreateScan",
            "trailtally.collector.v1.ScanService/ResumeScan");

    @Test
    void grpcAcceptsIt() throws IOException {
        try (var channel = Connection.local(new ServerAddress("127.0.0.1", 1)).open()) {
            assertThat(channel.authority()).isEqualTo("127.0.0.1:1");
        }
    }

    @Test
    void everyRpcButThoseThatChangeSomethingIsRepeated() throws IOException {
        var named = new TreeSet<String>();
        var methods = list(Connection.serviceConfig().get("methodConfig"));
        for (var method : methods) {
            for (var name : list(((Map<?, ?>) method).get("name"))) {
                var of = (Map<?, ?>) name;
                services()
                        .filter(service -> service.getName().equals(of.get("service")))
                        .flatMap(service -> service.getMethods().stream())
                        .filter(rpc ->
                                !of.containsKey("method") || of.get("method").equals(rpc.getBareMethodName()))
                        .forEach(rpc -> named.add(rpc.getFullMethodName()));
            }
        }

        assertThat(services()
                        .flatMap(service -> service.getMethods().stream())
                        .map(MethodDescriptor::getFullMethodName)
                        .filter(rpc -> !named.contains(rpc)))
                .containsExactlyInAnyOrderElementsOf(NOT_REPEATED);
    }

    private static Stream<ServiceDescriptor> services() {
        return Stream.of(
                RollupServiceGrpc.getServiceDescriptor(),
                ScanServiceGrpc.getServiceDescriptor(),
                AccessServiceGrpc.getServiceDescriptor(),
                ChartServiceGrpc.getServiceDescriptor(),
                OrganizationReportServiceGrpc.getServiceDescriptor(),
                ReportServiceGrpc.getServiceDescriptor());
    }

    private static List<?> list(@Nullable Object value) {
        return (List<?>) requireNonNull(value, "value is null");
    }
}
