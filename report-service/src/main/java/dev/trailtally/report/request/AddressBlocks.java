package dev.trailtally.report.request;

import dev.trailtally.rpc.RpcErrors;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Source IP addresses that are requested as a block, such as 203.0.113.0/24. */
public final class AddressBlocks {

    private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]+)/([0-9]{1,3})");
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");

    private AddressBlocks() {}

    /** Null for a single address, or for a service name in its place. */
    public static @Nullable String find(String field, String address) {
        if (address.indexOf('/') < 0) {
            return null;
        }
        var block = CIDR.matcher(address);
        if (!block.matches() || !isBlock(block.group(1), Integer.parseInt(block.group(2)))) {
            throw RpcErrors.invalidArgument(
                    field,
                    "\"%s\" is not a CIDR block such as 203.0.113.0/24 or 2001:db8::/32".formatted(address));
        }
        return address;
    }

    private static boolean isBlock(String address, int bits) {
        try {
            // Only literals are parsed: no name is looked up.
            return IPV4.matcher(address).matches()
                    ? bits <= 32 && InetAddress.ofLiteral(address) != null
                    : address.indexOf(':') >= 0 && bits <= 128 && InetAddress.ofLiteral(address) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
