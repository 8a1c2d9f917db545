/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.keyguard.secret.SecretBytes;
import java.io.Serializable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The house as built: which way dependencies point, and what no class may do. */
class ArchitectureTest {
    private static final String[] CORE = {
        "io.keyguard",
        "io.keyguard.secret..",
        "io.keyguard.sign..",
        "io.keyguard.source..",
        "io.keyguard.vault..",
        "io.keyguard.policy..",
        "io.keyguard.rotation..",
        "io.keyguard.inventory..",
        "io.keyguard.audit..",
        "io.keyguard.venue..",
        "io.keyguard.http..",
        "io.keyguard.detection..",
        "io.keyguard.incident..",
        "io.keyguard.metrics..",
        "io.keyguard.internal.."
    };

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.keyguard");

    private static JavaClasses libraries() {
        return ALL.that(not(resideInAnyPackage("io.keyguard.examples..", "io.keyguard.cli..")));
    }

    @Test
    void everythingIsLookedAt() {
        assertThat(ALL.size()).isGreaterThan(170);
        for (String one :
                Arrays.asList("secret", "http", "redaction.logback", "venues", "testkit.venue", "cli", "examples")) {
            assertThat(ALL.that(resideInAPackage("io.keyguard." + one))).as(one).isNotEmpty();
        }
    }

    @Test
    void core_dependsOnNoOtherModule_andOnFewLibraries() {
        classes()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(CORE)
                        .or(resideInAPackage("io.micrometer.."))
                        .or(resideInAnyPackage(
                                "java..",
                                "javax.crypto..",
                                "javax.net.ssl..",
                                "org.bouncycastle..",
                                "com.github.benmanes.caffeine..",
                                "org.slf4j..",
                                "com.fasterxml.jackson.core..",
                                "org.jspecify..",
                                "com.google.errorprone.annotations..")))
                .check(ALL);
        // It is optional: whatever else used it would fail where it is missing.
        noClasses()
                .that()
                .haveNameNotMatching("io\\.keyguard\\.metrics\\.MicrometerMetrics(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(ALL);
    }

    @Test
    void redactionAndVenues_doNotKnowEachOther_norDoSimulatorsKnowVenues() {
        noClasses()
                .that()
                .resideInAPackage("io.keyguard.redaction..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.keyguard.venues..", "io.keyguard.testkit..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("io.keyguard.venues..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.keyguard.redaction..", "io.keyguard.testkit..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("io.keyguard.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.keyguard.redaction..", "io.keyguard.venues..")
                .check(ALL);
    }

    @Test
    void theScanner_sharesNothingWithTheEngineItChecks() {
        noClasses()
                .that()
                .resideInAPackage("io.keyguard.testkit.leak")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.keyguard..").and(not(resideInAPackage("io.keyguard.testkit.leak"))))
                .check(ALL);
    }

    @Test
    void lowPackagesOfCore_doNotKnowHighOnes() {
        noClasses()
                .that()
                .resideInAnyPackage("io.keyguard.secret..", "io.keyguard.sign..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.keyguard.source..",
                        "io.keyguard.vault..",
                        "io.keyguard.policy..",
                        "io.keyguard.rotation..",
                        "io.keyguard.inventory..",
                        "io.keyguard.audit..",
                        "io.keyguard.venue..",
                        "io.keyguard.http..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAnyPackage("io.keyguard.source..", "io.keyguard.venue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.keyguard.policy..",
                        "io.keyguard.rotation..",
                        "io.keyguard.inventory..",
                        "io.keyguard.audit..",
                        "io.keyguard.vault..",
                        "io.keyguard.detection..",
                        "io.keyguard.incident..",
                        "io.keyguard.http..")
                .check(ALL);
    }

    @Test
    void packagesOfTheModules_formNoCycles() {
        slices().matching("io.keyguard.(*)..")
                .should()
                .beFreeOfCycles()
                .check(ALL.that(resideInAnyPackage(
                        "io.keyguard.redaction..",
                        "io.keyguard.venues..",
                        "io.keyguard.testkit..",
                        "io.keyguard.cli..",
                        "io.keyguard.examples..")));
        // The words of io.keyguard are known to all, and Keyguard among them knows all: the root is no slice.
        slices().matching("io.keyguard.(*)..")
                .should()
                .beFreeOfCycles()
                .check(ALL.that(resideInAnyPackage(Arrays.copyOfRange(CORE, 1, CORE.length - 1))));
        slices().matching("io.keyguard.testkit.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void exportedTypes_areFinalSealedInterfacesOrAbstract() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .resideOutsideOfPackages("io.keyguard.internal..")
                .should(com.tngtech.archunit.lang.conditions.ArchConditions.be(closed()))
                .check(ALL);
    }

    private static DescribedPredicate<JavaClass> closed() {
        return DescribedPredicate.describe(
                "final, sealed, an enum or an annotation",
                type -> type.getModifiers().contains(JavaModifier.FINAL)
                        || type.isEnum()
                        || type.isAnnotation()
                        || type.reflect().isSealed());
    }

    @Test
    void libraries_printNothing() {
        noClasses()
                .that()
                // They cover and read them.
                .resideOutsideOfPackages("io.keyguard.redaction.system", "io.keyguard.testkit.junit")
                .and()
                // A program of its own, for a terminal.
                .doNotHaveSimpleName("SimulatorMain")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(libraries());
    }

    @Test
    void core_logsInOnePlace() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .and()
                .doNotHaveFullyQualifiedName("io.keyguard.internal.EventLog")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.slf4j..")
                .check(ALL);
    }

    @Test
    void nothing_isSerializableOnPurpose_andNoRecordHoldsASecret() {
        noClasses()
                .that()
                .areNotAssignableTo(Throwable.class)
                .and()
                .areNotEnums()
                .should()
                .implement(Serializable.class)
                .check(ALL);
        fields().that()
                .areDeclaredInClassesThat(DescribedPredicate.describe("are records", JavaClass::isRecord))
                .should()
                .notHaveRawType(SecretBytes.class)
                .check(ALL);
    }

    @Test
    void time_isHandedIn() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(ALL);
    }
}
