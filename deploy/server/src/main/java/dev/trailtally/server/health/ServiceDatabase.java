package dev.trailtally.server.health;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;

/**
 * What a service needs from its database before it can answer.
 *
 * @param name "collector", "aggregator" or "report"; its settings start with it
 * @param rpcServices full names of its gRPC services
 * @param pool its connections
 * @param tables tables that it reads; those of the newest migrations show that the schema is not too old
 */
public record ServiceDatabase(String name, List<String> rpcServices, HikariDataSource pool, List<String> tables) {

    public ServiceDatabase {
        rpcServices = List.copyOf(rpcServices);
        tables = List.copyOf(tables);
    }
}
