package dev.trailtally.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.trailtally.simulator", importOptions = ImportOption.DoNotIncludeTests.class)
class SimulatorArchitectureTest {

    @ArchTest
    static final ArchRule itLeansOnNothingThatItIsToCheck = noClasses()
            .that()
            .resideInAPackage("dev.trailtally.simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.trailtally.collector..",
                    "dev.trailtally.aggregator..",
                    "dev.trailtally.report..",
                    "software.amazon.awssdk..")
            .because("a stand-in that shares code with its client repeats its mistakes");

    @ArchTest
    static final ArchRule packagesFormNoCircle = slices().matching("dev.trailtally.simulator.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a service knows keys, the organization and its events, and none of these knows a service");

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .that()
            .resideInAPackage("dev.trailtally.simulator..")
            .should()
            .callMethod(Instant.class, "now")
            .because("a test must be able to move it");

    @ArchTest
    static final ArchRule classesAreNamedForWhatTheyAre = classes()
            .that()
            .resideInAPackage("dev.trailtally.simulator..")
            .should()
            .haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils|Processor|Data|Info)")
            .because("the field's own nouns are shorter and say more");
}
