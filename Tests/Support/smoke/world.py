"""What calls need to be there: made through the client on first use, by the tables' recipes."""

import inputs


class World:
    def __init__(self, client, tables):
        self.client = client
        self.tables = tables
        self.things = {}
        self.count = 0

    def __getattr__(self, name):
        """`world.stage`: the thing of that name, made once."""
        recipe = self.tables.THINGS.get(name)
        if recipe is None:
            raise AttributeError(name)
        if name not in self.things:
            self.things[name] = recipe(self)
        return self.things[name]

    def unique(self, start="x"):
        self.count += 1
        return f"{start}{self.count}"

    def new(self, operation, **arguments):
        """Calls an operation with what it requires and the given members; its answer."""
        given = inputs.minimal(operation, self, but=arguments) | arguments
        return self.client.call(operation, {name: value for name, value in given.items() if value is not inputs.SKIP})
