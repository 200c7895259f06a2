package dev.trailtally.simulator.event;

/** A thing that an event is about, such as a bucket. */
public record EventResource(String type, String name) {}
