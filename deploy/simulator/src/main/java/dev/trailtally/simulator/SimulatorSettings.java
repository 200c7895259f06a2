package dev.trailtally.simulator;

import dev.trailtally.simulator.event.LateDelivery;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Listing;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.organization.Organization;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What is simulated, and how.
 *
 * @param port to listen on, 0 for any free one
 * @param clock decides what can be seen, and when tokens and credentials expire
 * @param nanos the clock of the throttles
 * @param throttle of LookupEvents, for each account and region
 * @param bucket where the organization's trail delivers
 * @param objectPeriod the time that one log object covers
 * @param iam users, roles, groups and policies of each account
 * @param iamSettings how IAM answers
 */
public record SimulatorSettings(
        Organization organization,
        int port,
        InstantSource clock,
        LongSupplier nanos,
        Throttle throttle,
        Listing listing,
        Faults faults,
        LateDelivery late,
        String bucket,
        Duration objectPeriod,
        Iam iam,
        IamSettings iamSettings) {

    public SimulatorSettings {
        if (objectPeriod.toSeconds() < 60) {
            throw new IllegalArgumentException("objectPeriod is less than a minute: " + objectPeriod);
        }
    }

    public static Builder of(Organization organization) {
        return new Builder(organization);
    }

    /** Builds settings, from AWS's own limits and no faults. */
    public static final class Builder {

        private final Organization organization;
        private int port;
        private InstantSource clock = Clock.systemUTC();
        private LongSupplier nanos = System::nanoTime;
        private Throttle throttle = Throttle.LOOKUP_EVENTS;
        private Listing listing = Listing.PLAIN;
        private Faults faults = Faults.none();
        private LateDelivery late = LateDelivery.NONE;
        private String bucket = "organization-trail";
        private Duration objectPeriod = Duration.ofMinutes(5);
        private Iam iam = Iam.of();
        private IamSettings iamSettings = IamSettings.plain();

        private Builder(Organization organization) {
            this.organization = organization;
        }

        public Builder port(int number) {
            port = number;
            return this;
        }

        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        public Builder nanos(LongSupplier ticker) {
            nanos = ticker;
            return this;
        }

        public Builder throttle(Throttle ofLookupEvents) {
            throttle = ofLookupEvents;
            return this;
        }

        public Builder listing(Listing ofOrganizations) {
            listing = ofOrganizations;
            return this;
        }

        public Builder faults(Faults injected) {
            faults = injected;
            return this;
        }

        public Builder late(LateDelivery delivery) {
            late = delivery;
            return this;
        }

        public Builder bucket(String name) {
            bucket = name;
            return this;
        }

        public Builder objectPeriod(Duration period) {
            objectPeriod = period;
            return this;
        }

        public Builder iam(Iam ofAccounts) {
            iam = ofAccounts;
            return this;
        }

        public Builder iamSettings(IamSettings answering) {
            iamSettings = answering;
            return this;
        }

        public SimulatorSettings build() {
            return new SimulatorSettings(
                    organization,
                    port,
                    clock,
                    nanos,
                    throttle,
                    listing,
                    faults,
                    late,
                    bucket,
                    objectPeriod,
                    iam,
                    iamSettings);
        }
    }
}
