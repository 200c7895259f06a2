package dev.trailtally.simulator.organization;

/** One account in one region: what CloudTrail counts its requests by. */
public record AccountRegion(String account, String region) {

    public AccountRegion {
        if (!account.matches("\\d{12}")) {
            throw new IllegalArgumentException("account is not twelve digits: " + account);
        }
        if (region.isBlank()) {
            throw new IllegalArgumentException("region is blank");
        }
    }
}
