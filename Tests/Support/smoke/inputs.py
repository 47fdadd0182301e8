"""Valid inputs: what a member may be, from the operation's table, the prepared things or its shape, in this order."""

from client import Wrong

#: Left out of calls: the member does not go with the others.
SKIP = object()


def valid(name, world, complaints):
    """Inputs of an operation: the required members, all members, then the table's variants."""
    tables = world.tables
    try:
        shape = world.client.operation(name).input_shape
        if shape is None or not shape.members:
            yield {}
            return
        if name in tables.FRESH:
            # What is deleted is made for it.
            yield tables.FRESH[name](world)
            return
        for patch in tables.PATCHES.get(name, ()):
            patches = patch(world) if callable(patch) else patch
            yield minimal(name, world) | {"patchOperations": patches}
        yield minimal(name, world)
        whole = full(name, world)
        if "patchOperations" not in whole:
            yield whole
        for variant in tables.VARIANTS.get(name, ()):
            given = variant(world)
            inputs = minimal(name, world, but=given) | given
            yield {member: value for member, value in inputs.items() if value is not SKIP}
    except Wrong as error:
        complaints.append(f"{name}: no input: {error}")


def minimal(name, world, but=()):
    """The members that are required, without those that the caller gives."""
    shape = world.client.operation(name).input_shape
    names = list(shape.required_members) + list(world.tables.NEEDED.get(name, ()))
    return members(name, world, [one for one in shape.members if one in names and one not in but])


def full(name, world):
    shape = world.client.operation(name).input_shape
    return members(name, world, list(shape.members))


def members(name, world, names):
    shape = world.client.operation(name).input_shape
    own, prepared = world.tables.VALUES.get(name, {}), world.tables.PREPARED
    arguments = {}
    for member in names:
        value = own[member] if member in own else prepared.get(member, made)
        value = made(shape.members[member]) if value is made else value(world) if callable(value) else value
        if value is not SKIP:
            arguments[member] = value
    return arguments


def made(shape):
    """Any value of a shape."""
    kind = shape.type_name
    if kind == "structure":
        return {name: made(facts) for name, facts in shape.members.items()}
    if kind == "list":
        return [made(shape.member)]
    if kind == "map":
        return {"name": made(shape.value)}
    if kind == "string":
        return shape.enum[0] if getattr(shape, "enum", None) else "text"
    return {"blob": b"text", "boolean": True, "double": 1.5}.get(kind, shape.metadata.get("min", 1))
