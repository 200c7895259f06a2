package dev.trailtally.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.trailtally.standalone", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theCommandSpeaksOnlyGrpc = noClasses()
            .that()
            .resideInAnyPackage(
                    "..command..",
                    "..summary..",
                    "..progress..",
                    "..serviceusage..",
                    "..activity..",
                    "..event..",
                    "..plot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.postgresql..", "io.micronaut..")
            .because("whatever the command shows, any other gRPC client can have as well");

    @ArchTest
    static final ArchRule onlyTheCollectorCallsAws = noClasses()
            .that()
            .resideInAPackage("dev.trailtally.standalone..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..")
            .because("the roles of deploy/aws allow what the collector's code asks for");
}
