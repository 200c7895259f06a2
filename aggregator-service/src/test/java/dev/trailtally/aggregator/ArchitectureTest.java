package dev.trailtally.aggregator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.trailtally.server.UsedOneWay;

@AnalyzeClasses(packages = "dev.trailtally.aggregator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ALONE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.trailtally.collector..", "dev.trailtally.report..")
            .because("services share the contract and the tables, nothing else");

    @ArchTest
    static final ArchRule NO_AWS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..")
            .because("the aggregator reads tables only and runs without AWS credentials");

    @ArchTest
    static final ArchRule SQL_BELOW = noClasses()
            .that()
            .resideInAPackage("..aggregator.sql..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..aggregator.rollup..", "..aggregator.verification..", "..aggregator.retention..")
            .because("statements and connections know nothing of what is counted with them");

    @ArchTest
    static final ArchRule APART = noClasses()
            .that()
            .resideInAPackage("..aggregator.verification..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..aggregator.rollup..")
            .because("a recount that shares code with the rollup shares its mistakes");

    @ArchTest
    static final ArchRule ONE_WAY = UsedOneWay.within("dev.trailtally.aggregator");

    @ArchTest
    static final ArchRule CLOCK = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .because("time is an injected clock, or the database's");
}
