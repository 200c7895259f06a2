package dev.trailtally.standalone.command;

/** A command that can be asked for the details of a failure. */
interface Verbosity {

    boolean verbose();
}
