package dev.trailtally.report.request;

/** Names with "*" for any run of characters, as patterns of SQL's "like". */
public final class NamePattern {

    private static final String DOMAIN = ".amazonaws.com";

    private NamePattern() {}

    public static String of(String name) {
        return name.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace('*', '%');
    }

    /**
     * A short name ("s3") stands for its event source; one with a dot is an event source already, and one that ends in
     * "*" matches the rest of it anyway.
     */
    public static String ofService(String service) {
        boolean whole = service.indexOf('.') >= 0 || service.endsWith("*");
        return of(whole ? service : service + DOMAIN);
    }
}
