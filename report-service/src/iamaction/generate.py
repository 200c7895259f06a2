#!/usr/bin/env python3
"""Makes the table that maps CloudTrail events to IAM actions.

    pip download --no-deps botocore==VERSION -d DIRECTORY
    python3 generate.py DIRECTORY/botocore-VERSION-py3-none-any.whl

It reads names only (services, API operations, HTTP methods, whether a call is signed) from the API models of botocore, adds
what models.tsv and exceptions.tsv say, and writes actions.tsv, sorted: the same input gives the same bytes.

The rule is AWS's own convention: a call of operation Op is logged as event Op and needs the action namespace:Op. The event
source is the endpoint prefix or the signing name; the namespace is the signing name. models.tsv says where a model
departs from that, exceptions.tsv where single events do. An event for which two models say different things is left out.
"""

import collections
import gzip
import json
import pathlib
import re
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
TARGET = HERE / "../main/resources/dev/trailtally/report/iamaction/actions.tsv"
NO_PERMISSION = "-"
NOT_MAPPED = "?"
BY_RULE = "."


def rows(name):
    for line in (HERE / name).read_text().splitlines():
        if line and not line.startswith("#"):
            yield [column.strip() for column in line.split("\t")]


def models(wheel):
    """The newest API version of each service: (directory, metadata, operations)."""
    newest = {}
    with zipfile.ZipFile(wheel) as archive:
        for path in sorted(archive.namelist()):
            if match := re.fullmatch(r"botocore/data/([^/]+)/[^/]+/service-2\.json\.gz", path):
                newest[match[1]] = path
        for directory, path in sorted(newest.items()):
            model = json.loads(gzip.decompress(archive.read(path)))
            yield directory, model["metadata"], model["operations"]


def sources(metadata):
    names = {metadata["endpointPrefix"], metadata.get("signingName", metadata["endpointPrefix"]).lower()}
    return {name + ".amazonaws.com" for name in names if "." not in name}


def needed(operation, name, namespace):
    if operation.get("authtype") == "none" or operation.get("auth") == ["smithy.api#noAuth"]:
        return NO_PERMISSION
    if namespace == "apigateway":  # its actions are the HTTP methods
        return "apigateway:" + operation["http"]["method"]
    return namespace + ":" + name


def read_models(wheel):
    said = collections.defaultdict(lambda: collections.defaultdict(set))
    namespaces = collections.defaultdict(set)
    own = {row[0]: row[1:3] for row in rows("models.tsv")}
    for directory, metadata, operations in models(wheel):
        namespace, extra = own.pop(directory, [BY_RULE, BY_RULE])
        if namespace == NOT_MAPPED:
            continue
        if namespace == BY_RULE:
            namespace = metadata.get("signingName", metadata["endpointPrefix"]).lower()
        for source in sources(metadata) | set(extra.split()) - {BY_RULE}:
            namespaces[source].add(namespace)
            for name, operation in operations.items():
                said[source][name].add(needed(operation, name, namespace))
    if own:
        sys.exit("models.tsv names models that botocore does not have: " + " ".join(own))
    return said, namespaces


def apply_exceptions(said):
    for source, name, actions in rows("exceptions.tsv"):
        said[source][name] = {actions}


def chosen_namespaces(said, namespaces):
    chosen = {row[0]: row[1] for row in rows("namespaces.tsv")}
    unclear = {s: sorted(namespaces[s]) for s in said if s not in chosen and len(namespaces[s]) != 1}
    if unclear:
        sys.exit(f"namespaces.tsv has to say of which namespace these are: {unclear}")
    return {s: chosen.get(s) or min(namespaces[s]) for s in said.keys() | chosen.keys()}


def main(wheel):
    version = re.search(r"botocore-([0-9.]+)-", wheel)[1]
    said, namespaces = read_models(wheel)
    apply_exceptions(said)
    lines = [
        f"# Made by src/iamaction/generate.py from the API models of botocore {version}; do not edit.",
        "# @event-source namespace, then its events: a name alone needs namespace:name, - needs no permission.",
        f"=\tbotocore {version}, with the exceptions of trailtally",
    ]
    mapped = 0
    for source, namespace in sorted(chosen_namespaces(said, namespaces).items()):
        lines.append(f"@{source}\t{namespace}")
        for name, actions in sorted(said[source].items()):
            if len(actions) > 1:
                print(f"left out, ambiguous: {source} {name} {sorted(actions)}", file=sys.stderr)
                continue
            action = " ".join(sorted(min(actions).split()))
            if action == NOT_MAPPED:
                continue
            mapped += 1
            lines.append(name if action == f"{namespace}:{name}" else f"{name}\t{action}")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines) + "\n")
    print(f"{mapped} events of {len(said)} event sources", file=sys.stderr)


main(sys.argv[1])
