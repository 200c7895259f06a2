package dev.trailtally.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.trailtally.server.UsedOneWay;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.trailtally", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule reportsStandAlone = noClasses()
            .that()
            .resideInAPackage("dev.trailtally.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.trailtally.collector..", "dev.trailtally.aggregator..")
            .because("services share the contract and the tables, nothing else");

    @ArchTest
    static final ArchRule packagesHaveADirection = slices().matching("dev.trailtally.report.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a reader can then take one package after the other");

    @ArchTest
    static final ArchRule noTwoClassesUseEachOther = UsedOneWay.within("dev.trailtally.report");

    @ArchTest
    static final ArchRule noOldDates = noClasses()
            .that()
            .resideInAPackage("dev.trailtally.report..")
            .and()
            .resideOutsideOfPackage("dev.trailtally.report.v1..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Date")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.sql.Timestamp")
            .because("both take the zone of the JVM where ours is always UTC");

    @ArchTest
    static final ArchRule reportsDoNotAskForTheTime = noClasses()
            .that()
            .resideInAPackage("dev.trailtally.report..")
            .and()
            .doNotHaveSimpleName("ReportBeans")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a report says what is stored, whenever it is asked; what is unused by now gets a clock");
}
