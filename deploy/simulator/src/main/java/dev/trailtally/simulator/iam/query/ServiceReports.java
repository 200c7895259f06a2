package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.credential.SignedRequest;
import dev.trailtally.simulator.iam.Accessor;
import dev.trailtally.simulator.iam.EntityType;
import dev.trailtally.simulator.iam.GrantingPolicy;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.Xml;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Last-accessed data of an entity: a job is made, polled, and read by pages. */
final class ServiceReports {

    private static final List<String> GRANULARITIES = List.of("SERVICE_LEVEL", "ACTION_LEVEL");

    private final IamSettings settings;
    private final Pages pages;
    private final Jobs<ServiceAccess> jobs;
    private final InstantSource clock;

    ServiceReports(IamSettings settings, Pages pages, InstantSource clock) {
        this.settings = settings;
        this.pages = pages;
        this.jobs = new Jobs<>(settings, clock);
        this.clock = clock;
    }

    void generate(Xml xml, SignedRequest request, Parameters parameters, IamAccount account) {
        var arn = validArn(parameters);
        var actionLevel = parameters.choice("Granularity", GRANULARITIES).equals("ACTION_LEVEL");
        var rows = account.findServices(arn)
                .filter(found -> settings.fates().get(arn) != JobFate.ENTITY_DELETED)
                .orElseThrow(() -> Listings.noSuchEntity("ARN " + arn + " is not found."));
        xml.element("JobId", jobs.make(arn, actionLevel, request, rows).id());
    }

    void services(Xml xml, SignedRequest request, Parameters parameters) {
        var job = jobs.require(parameters.jobId(), request);
        xml.element("JobType", GRANULARITIES.get(job.actionLevel() ? 1 : 0));
        if (status(xml, job) != Job.Status.COMPLETED) {
            xml.open("ServicesLastAccessed").close().element("IsTruncated", "false");
            return;
        }
        var asked = Pages.Asked.of(parameters, job.account(), job.id());
        pages.write(xml, "ServicesLastAccessed", asked, job.rows().get(), (to, service) -> service(to, service, job));
    }

    void entities(Xml xml, SignedRequest request, Parameters parameters, IamAccount account) {
        var job = jobs.require(parameters.jobId(), request);
        var namespace = parameters.required("ServiceNamespace");
        if (status(xml, job) != Job.Status.COMPLETED) {
            xml.open("EntityDetailsList").close().element("IsTruncated", "false");
            return;
        }
        var service = job.rows().get().stream()
                .filter(row -> row.namespace().equals(namespace))
                .findFirst()
                .orElseThrow(() -> AwsException.badRequest(
                        "InvalidInput", "The report does not have the service namespace " + namespace));
        var newestFirst = accessors(service, job, account).stream()
                .sorted(Comparator.comparing(
                        Accessor::lastAuthenticated, Comparator.nullsLast(Comparator.reverseOrder())))
                .toList();
        var asked = Pages.Asked.of(parameters, job.account(), job.id(), namespace);
        pages.write(xml, "EntityDetailsList", asked, newestFirst, ServiceReports::accessor);
    }

    /** The report of a user or role has itself. */
    private static List<Accessor> accessors(ServiceAccess service, Job<ServiceAccess> job, IamAccount account) {
        return account.findEntity(job.subject())
                .filter(entity -> entity.type() == EntityType.USER || entity.type() == EntityType.ROLE)
                .map(entity -> List.of(Accessor.of(entity, service.lastAuthenticated())))
                .orElse(service.accessors());
    }

    void grantingPolicies(Xml xml, Parameters parameters, IamAccount account) {
        var arn = validArn(parameters);
        if (account.findEntity(arn)
                .filter(entity -> entity.type() == EntityType.POLICY)
                .isPresent()) {
            throw AwsException.badRequest("InvalidInput", "ARN " + arn + " is not that of a user, group or role.");
        }
        var services = account.findServices(arn)
                .orElseThrow(() -> Listings.noSuchEntity("ARN " + arn + " is not found."))
                .get();
        var granting = services.stream().collect(Collectors.toMap(ServiceAccess::namespace, ServiceAccess::policies));
        var namespaces = parameters.namespaces();
        var asked = Pages.Asked.of(parameters, account.account(), arn, namespaces.toString());
        pages.write(xml, "PoliciesGrantingServiceAccess", asked, namespaces, (to, namespace) -> {
            to.element("ServiceNamespace", namespace).open("Policies");
            granting.getOrDefault(namespace, List.of()).forEach(policy -> policy(to, policy));
            to.close();
        });
    }

    private Job.Status status(Xml xml, Job<ServiceAccess> job) {
        var status = job.status(clock.instant());
        xml.element("JobStatus", status.name()).element("JobCreationDate", job.createdAt());
        if (status != Job.Status.IN_PROGRESS) {
            xml.element("JobCompletionDate", job.endsAt());
        }
        if (status == Job.Status.FAILED) {
            IamApi.jobError(xml, "Error");
        }
        return status;
    }

    private void service(Xml xml, ServiceAccess service, Job<ServiceAccess> job) {
        xml.element("ServiceName", service.name()).element("ServiceNamespace", service.namespace());
        xml.optional("LastAuthenticated", service.lastAuthenticated());
        xml.optional("LastAuthenticatedEntity", service.lastAuthenticatedEntity());
        xml.optional("LastAuthenticatedRegion", service.lastAuthenticatedRegion());
        // AWS documents null if nobody accessed it, and sends 0 as well.
        if (service.totalAuthenticatedEntities() > 0
                || Math.floorMod(service.namespace().hashCode(), 2) == 0) {
            xml.element("TotalAuthenticatedEntities", service.totalAuthenticatedEntities());
        }
        var used = service.trackedActions().stream().anyMatch(action -> action.lastAccessedTime() != null);
        if (job.actionLevel() && !service.trackedActions().isEmpty() && (used || settings.unusedActionsListed())) {
            xml.open("TrackedActionsLastAccessed");
            for (var action : service.trackedActions()) {
                xml.open("member").element("ActionName", action.name());
                xml.optional("LastAccessedEntity", action.lastAccessedEntity());
                xml.optional("LastAccessedTime", action.lastAccessedTime());
                xml.optional("LastAccessedRegion", action.lastAccessedRegion()).close();
            }
            xml.close();
        }
    }

    private static void accessor(Xml xml, Accessor accessor) {
        xml.open("EntityInfo").element("Arn", accessor.arn()).element("Name", accessor.name());
        xml.element("Type", accessor.type().name()).element("Id", accessor.id());
        xml.element("Path", accessor.path()).close();
        xml.optional("LastAuthenticated", accessor.lastAuthenticated());
    }

    private static void policy(Xml xml, GrantingPolicy policy) {
        xml.open("member").element("PolicyName", policy.name());
        xml.element("PolicyType", policy.isManaged() ? "MANAGED" : "INLINE").optional("PolicyArn", policy.arn());
        xml.optional("EntityType", policy.holderType())
                .optional("EntityName", policy.holderName())
                .close();
    }

    private static String validArn(Parameters parameters) {
        var arn = parameters.arn();
        if (!arn.matches("arn:[\\w-]+:iam::(\\d{12}|aws):(user|role|group|policy)/.+")) {
            throw AwsException.badRequest("InvalidInput", "ARN " + arn + " is not valid for a report.");
        }
        return arn;
    }
}
