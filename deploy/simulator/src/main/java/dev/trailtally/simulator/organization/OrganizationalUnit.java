package dev.trailtally.simulator.organization;

/** An OU, under the root or another OU. */
public record OrganizationalUnit(String id, String name, String parentId) {

    public OrganizationalUnit {
        if (!id.matches("ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}")) {
            throw new IllegalArgumentException("not the id of an OU: " + id);
        }
    }
}
