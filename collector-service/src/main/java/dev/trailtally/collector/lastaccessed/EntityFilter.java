package dev.trailtally.collector.lastaccessed;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import dev.trailtally.collector.account.ScannedAccount;
import dev.trailtally.collector.store.IamEntity;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.TagFilter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which entities of an account a scan asks for. */
final class EntityFilter {

    private static final Pattern ARN = Pattern.compile("arn:[^:]+:iam::([^:]+):([a-z]+)/.*");

    private final Set<String> arns;
    private final boolean named;
    private final Set<IamEntity.Type> types;
    private final String pathPrefix;
    private final @Nullable Pattern name;
    private final List<TagFilter> tags;

    EntityFilter(LastAccessedSource source, long accountId) {
        this.named = source.getArnsCount() > 0;
        this.arns = source.getArnsList().stream()
                .filter(arn -> isOf(accountId, arn))
                .collect(toCollection(TreeSet::new));
        this.types = named ? types(arns) : types(source);
        this.pathPrefix = source.getPathPrefix();
        this.name = source.getNamePattern().isEmpty() ? null : pattern(source.getNamePattern());
        this.tags = source.getTagsList();
        if (!tags.isEmpty()) {
            types.remove(IamEntity.Type.GROUP);
            types.remove(IamEntity.Type.AWS_MANAGED_POLICY);
        }
    }

    /** AWS-managed policies are looked for in each account. */
    private static boolean isOf(long accountId, String arn) {
        var match = ARN.matcher(arn);
        return match.matches()
                && (match.group(1).equals("aws") || match.group(1).equals(ScannedAccount.digits(accountId)));
    }

    private static Set<IamEntity.Type> types(Set<String> arns) {
        return arns.stream().map(EntityFilter::type).collect(toCollection(() -> EnumSet.noneOf(IamEntity.Type.class)));
    }

    static IamEntity.Type type(String arn) {
        var match = ARN.matcher(arn);
        if (!match.matches()) {
            throw new IllegalArgumentException("not an ARN of IAM: " + arn);
        }
        return switch (match.group(2)) {
            case "user" -> IamEntity.Type.USER;
            case "role" -> IamEntity.Type.ROLE;
            case "group" -> IamEntity.Type.GROUP;
            case "policy" ->
                match.group(1).equals("aws")
                        ? IamEntity.Type.AWS_MANAGED_POLICY
                        : IamEntity.Type.CUSTOMER_MANAGED_POLICY;
            default -> throw new IllegalArgumentException("no entity with last-accessed data: " + arn);
        };
    }

    private static Set<IamEntity.Type> types(LastAccessedSource source) {
        var types = EnumSet.noneOf(IamEntity.Type.class);
        for (var type : source.getEntityTypesList()) {
            switch (type) {
                case ENTITY_TYPE_USER -> types.add(IamEntity.Type.USER);
                case ENTITY_TYPE_ROLE -> types.add(IamEntity.Type.ROLE);
                case ENTITY_TYPE_GROUP -> types.add(IamEntity.Type.GROUP);
                case ENTITY_TYPE_CUSTOMER_MANAGED_POLICY -> types.add(IamEntity.Type.CUSTOMER_MANAGED_POLICY);
                case ENTITY_TYPE_AWS_MANAGED_POLICY -> types.add(IamEntity.Type.AWS_MANAGED_POLICY);
                case ENTITY_TYPE_UNSPECIFIED, ENTITY_TYPE_ORGANIZATIONS_ENTITY, UNRECOGNIZED ->
                    throw new IllegalArgumentException("not listed in an account: " + type);
            }
        }
        return types;
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(
                Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(joining(".*")));
    }

    /** The types to list. */
    Set<IamEntity.Type> types() {
        return types;
    }

    /** Whether all entities of these types are asked for, so that one that is not listed no longer exists. */
    boolean isWhole() {
        return !named && pathPrefix.isEmpty() && name == null && tags.isEmpty();
    }

    /** Whether entities are named by their ARNs. */
    boolean isNamed() {
        return named;
    }

    boolean names(String arn) {
        return arns.contains(arn);
    }

    /** The ARNs of a type that are asked for. */
    List<String> arns(IamEntity.Type type) {
        return arns.stream().filter(arn -> type(arn) == type).toList();
    }

    /** What IAM itself can filter out; null if nothing, or if a missing named entity has to be reported. */
    @Nullable
    String pathPrefix() {
        return named || pathPrefix.isEmpty() ? null : pathPrefix;
    }

    boolean asksForTags() {
        return !tags.isEmpty();
    }

    /** Whether an entity is asked for, apart from its tags. */
    boolean admits(IamEntity entity) {
        return (!named || arns.contains(entity.arn()))
                && entity.path().startsWith(pathPrefix)
                && (name == null || name.matcher(entity.name()).matches());
    }

    /** Whether all tags that are asked for are among these. */
    boolean admitsTags(Map<String, String> present) {
        return tags.stream()
                .allMatch(tag -> present.containsKey(tag.getKey())
                        && (!tag.hasValue() || tag.getValue().equals(present.get(tag.getKey()))));
    }
}
