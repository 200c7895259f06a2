package dev.trailtally.standalone.golden;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;

/**
 * A request of a report.
 *
 * @param name unique within a set of logs, and the same for all sets
 */
record Request(String name, MethodDescriptor rpc, DynamicMessage message) {}
