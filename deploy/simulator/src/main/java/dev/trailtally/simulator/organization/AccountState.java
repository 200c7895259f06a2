package dev.trailtally.simulator.organization;

/** Organizations' State of an account, with the older Status that it replaces. */
public enum AccountState {
    PENDING_ACTIVATION("ACTIVE"),
    ACTIVE("ACTIVE"),
    SUSPENDED("SUSPENDED"),
    PENDING_CLOSURE("PENDING_CLOSURE"),
    CLOSED("SUSPENDED");

    private final String status;

    AccountState(String status) {
        this.status = status;
    }

    /** The value of the retired field, which knows fewer states. */
    public String status() {
        return status;
    }
}
