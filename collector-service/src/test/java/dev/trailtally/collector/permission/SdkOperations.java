package dev.trailtally.collector.permission;

import static java.util.stream.Collectors.toSet;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The operations that code asks of AWS, read from its class files: which methods of the SDK's clients it calls. */
final class SdkOperations {

    private static final Pattern SERVICE = Pattern.compile("software\\.amazon\\.awssdk\\.services\\.([a-z0-9]+)\\b.*");
    private static final Pattern CLIENT =
            Pattern.compile("software\\.amazon\\.awssdk\\.services\\.[a-z0-9]+\\.\\w+Client");
    private static final Pattern VALUE =
            Pattern.compile("software\\.amazon\\.awssdk\\.services\\.[a-z0-9]+\\.(model|paginators)\\..*");
    // Methods of a client that send nothing to AWS.
    private static final Set<String> LOCAL = Set.of("builder", "create", "close");

    // Generated messages, which are most classes, call nothing.
    private static final Set<ImportOption> CODE =
            Set.of(new ImportOption.DoNotIncludeTests(), location -> !location.contains("/v1/"));

    private SdkOperations() {}

    /** The operations of the classes of a package and below, tests left out. */
    static Set<Operation> of(String packageName) {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            // A class file names what the class calls; reading the files of all that it calls takes longer.
            configuration.setResolveMissingDependenciesFromClassPath(false);
            var code = new ClassFileImporter(CODE).importPackages(packageName);
            return Stream.concat(operations(code), operations(partsOfSdk(code))).collect(toSet());
        });
    }

    /** Classes of the SDK that the code uses and that call a client themselves, such as providers of credentials. */
    private static JavaClasses partsOfSdk(JavaClasses code) {
        var parts = accesses(code)
                .map(JavaAccess::getTargetOwner)
                .filter(owner -> SERVICE.matcher(owner.getName()).matches())
                .filter(owner -> !CLIENT.matcher(owner.getName()).matches())
                .filter(owner -> !VALUE.matcher(owner.getName()).matches())
                .map(JavaClass::reflect)
                .collect(toSet());
        return new ClassFileImporter().importClasses(parts);
    }

    private static Stream<Operation> operations(JavaClasses classes) {
        return accesses(classes)
                .filter(access ->
                        CLIENT.matcher(access.getTargetOwner().getName()).matches())
                .filter(access -> !LOCAL.contains(access.getTarget().getName()))
                .map(SdkOperations::operation)
                .distinct();
    }

    private static Stream<JavaAccess<?>> accesses(JavaClasses classes) {
        return classes.stream()
                .flatMap(each -> Stream.<JavaAccess<?>>concat(
                        each.getMethodCallsFromSelf().stream(), each.getMethodReferencesFromSelf().stream()));
    }

    private static Operation operation(JavaAccess<?> access) {
        var client = access.getTargetOwner();
        var method = access.getTarget().getName().replaceFirst("Paginator$", "");
        var name = method.substring(0, 1).toUpperCase(Locale.ROOT) + method.substring(1);
        var request = client.getPackageName() + ".model." + name + "Request";
        try {
            Class.forName(request, false, SdkOperations.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(
                    access.getDescription() + ": no operation of AWS is known by this name; is it one?", e);
        }
        var service = SERVICE.matcher(client.getName());
        if (!service.matches()) {
            throw new AssertionError("not a client of a service: " + client.getName());
        }
        return new Operation(service.group(1), name);
    }

    /** As the API Reference of the service names it, such as "s3" and "ListObjectsV2". */
    record Operation(String service, String name) {

        @Override
        public String toString() {
            return service + ":" + name;
        }
    }
}
