package dev.trailtally.collector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.trailtally.server.UsedOneWay;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.trailtally.collector", importOptions = ImportOption.DoNotIncludeTests.class)
class CollectorArchitectureTest {

    @ArchTest
    static final ArchRule sourcesKnowNothingOfScans = noClasses()
            .that()
            .resideInAPackage("..collector.source")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..collector.(scan|claim|listing|api)", "java.sql", "javax.sql", "dev.trailtally.collector.v1")
            .because("a source lists and opens objects, whichever code asks");

    @ArchTest
    static final ArchRule accountsKnowOnlySources = noClasses()
            .that()
            .resideInAPackage("..collector.account")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..collector.(scan|claim|listing|api|cloudtrail|event|store)..",
                    "java.sql",
                    "javax.sql",
                    "dev.trailtally.collector.v1")
            .because("an account lists its regions and answers requests, whichever code asks");

    @ArchTest
    static final ArchRule onlySomePackagesCallAwsOrObserveItsCalls = noClasses()
            .that()
            .resideInAPackage("dev.trailtally.collector..")
            .and()
            .resideOutsideOfPackages(
                    "..collector.aws",
                    "..collector.source",
                    "..collector.account",
                    "..collector.lookup",
                    "..collector.lastaccessed",
                    "..collector.metric",
                    "..collector.trace")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..")
            .because("credentials, retries and limits of AWS are kept in one place");

    @ArchTest
    static final ArchRule packagesFormNoCircle = slices().matching("dev.trailtally.(**)")
            .should()
            .beFreeOfCycles()
            .because("records flow one way: source, record, event, batch, table; the root starts what lies below it");

    @ArchTest
    static final ArchRule noTwoClassesUseEachOther = UsedOneWay.within("dev.trailtally.collector");

    @ArchTest
    static final ArchRule timeComesFromAClockOrTheDatabase = noClasses()
            .that()
            .resideInAPackage("dev.trailtally.collector..")
            .should()
            .callMethod(Instant.class, "now")
            .because("leases use the database's time and data its own; a test must be able to move any other");

    @ArchTest
    static final ArchRule classesAreNamedForWhatTheyAre = classes()
            .that()
            .resideInAPackage("dev.trailtally.collector..")
            .and()
            .resideOutsideOfPackage("dev.trailtally.collector.v1..")
            .should()
            .haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils|Processor|Data|Info)")
            .because("the field's own nouns are shorter and say more");
}
