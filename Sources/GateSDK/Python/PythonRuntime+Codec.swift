// `_codec.py`: from JSON to data classes and back, by their annotations.

extension PythonRuntime {
    static let codec = #"""
        """JSON to data classes and back, by their annotations."""

        from __future__ import annotations

        import base64
        import dataclasses
        import re
        import sys
        import types
        from collections.abc import Callable, Mapping
        from datetime import date, datetime
        from decimal import Decimal
        from typing import (
            Annotated,
            Any,
            ForwardRef,
            Literal,
            Union,
            get_args,
            get_origin,
            get_type_hints,
        )
        from uuid import UUID


        class Unset:
            """The type of `UNSET`: what is absent where None is null."""

            def __bool__(self) -> Literal[False]:
                return False

            def __repr__(self) -> str:
                return "UNSET"


        UNSET = Unset()
        #: Where the API's types are.
        MODELS = f"{__package__}.models"


        @dataclasses.dataclass(frozen=True)
        class Member:
            """The name of an attribute in JSON."""

            name: str


        @dataclasses.dataclass(frozen=True)
        class AsText:
            """Marks decimals that are texts in JSON."""


        class Exact(float):
            """A number of JSON that knows its digits, for decimals."""

            def __init__(self, text: str) -> None:
                self.text = text


        @dataclasses.dataclass(frozen=True)
        class Rest:
            """Marks the attribute that holds further members."""


        class Discriminated:
            """Which class an object is of, by one of its members."""

            def __init__(self, name: str, classes: dict[str, str]) -> None:
                self.name = name
                self.classes = classes


        Reader = Callable[[Any], Any]
        _readers: dict[Any, Reader] = {}


        def decode(kind: Any, value: Any, module: str) -> Any:
            """A value of JSON as what a type says; ValueError where it cannot be one."""
            return _reader(kind, module)(value)


        def _reader(kind: Any, module: str) -> Reader:
            key = (kind, module)
            try:
                return _readers[key]
            except KeyError:
                made = _readers[key] = _make_reader(kind, module)
                return made
            except TypeError:
                return _make_reader(kind, module)


        def _make_reader(kind: Any, module: str) -> Reader:
            if isinstance(kind, ForwardRef):
                kind = kind.__forward_arg__
            if isinstance(kind, str):
                return _reader(eval(kind, vars(sys.modules[module])), module)
            origin = get_origin(kind)
            if origin is Annotated:
                inner, *notes = get_args(kind)
                for note in notes:
                    if isinstance(note, Discriminated):
                        return _discriminated(note, inner, module)
                return _reader(inner, module)
            if origin is Union or origin is types.UnionType:
                return _union(get_args(kind), module)
            if origin is list:
                return _list(get_args(kind)[0], module)
            if origin is dict:
                return _dict(get_args(kind)[1], module)
            if kind is datetime:
                return _time
            if kind is date:
                return date.fromisoformat
            if kind is UUID:
                return UUID
            if kind is bytes:
                return base64.b64decode
            if kind is float:
                return _float
            if kind is Decimal:
                return _decimal
            if dataclasses.is_dataclass(kind):
                return _object(kind)
            return lambda value: value


        def _float(value: Any) -> Any:
            return float(value) if isinstance(value, (int, Exact)) else value


        def _decimal(value: Any) -> Decimal:
            try:
                return Decimal(value.text if isinstance(value, Exact) else str(value))
            except ArithmeticError as error:
                raise ValueError(f"`{value}` is no decimal number") from error


        def _list(element: Any, module: str) -> Reader:
            def read(value: Any) -> Any:
                if not isinstance(value, list):
                    raise ValueError(f"{type(value).__name__} where a list was expected")
                reader = _reader(element, module)
                return [reader(item) for item in value]

            return read


        def _dict(element: Any, module: str) -> Reader:
            def read(value: Any) -> Any:
                if not isinstance(value, dict):
                    raise ValueError(f"{type(value).__name__} where an object was expected")
                reader = _reader(element, module)
                return {name: reader(item) for name, item in value.items()}

            return read


        def _union(members: tuple[Any, ...], module: str) -> Reader:
            shapes = [kind for kind in members if kind not in (type(None), Unset)]

            def read(value: Any) -> Any:
                if value is None:
                    return None
                for kind in shapes:
                    if not _can_be(value, kind):
                        continue
                    try:
                        return _reader(kind, module)(value)
                    except (ValueError, TypeError):
                        continue
                # What no member takes survives as it is.
                return value

            return read if len(shapes) > 1 else _nullable(shapes[0], module)


        def _nullable(kind: Any, module: str) -> Reader:
            return lambda value: None if value is None else _reader(kind, module)(value)


        def _can_be(value: Any, kind: Any) -> bool:
            origin = get_origin(kind) or kind
            if kind is bool or isinstance(value, bool):
                return kind is bool and isinstance(value, bool)
            if kind is int:
                return isinstance(value, int)
            if kind is float:
                return isinstance(value, (int, float))
            if kind is Decimal:
                return isinstance(value, (int, float, str))
            if kind in (str, date, datetime, UUID, bytes) or origin is Literal:
                return isinstance(value, str)
            if origin is list:
                return isinstance(value, list)
            if origin is dict or dataclasses.is_dataclass(kind):
                return isinstance(value, dict)
            return True


        def _discriminated(note: Discriminated, inner: Any, module: str) -> Reader:
            def read(value: Any) -> Any:
                tag = value.get(note.name) if isinstance(value, dict) else None
                name = note.classes.get(tag) if isinstance(tag, str) else None
                if name is None:
                    return _reader(inner, module)(value)
                return _reader(name, module)(value)

            return read


        _TIME = re.compile(r"^([0-9-]{10})[Tt ]([0-9:]{8})(?:\.(\d+))?(Z|z|[+-]\d\d:\d\d)?$")


        def _time(value: Any) -> datetime:
            found = _TIME.match(value)
            if found is None:
                raise ValueError(f"`{value}` is no time")
            day, clock, fraction, zone = found.groups()
            text = f"{day}T{clock}.{(fraction or '0')[:6].ljust(6, '0')}"
            return datetime.fromisoformat(
                text + ("+00:00" if zone in ("Z", "z") else zone or "")
            )


        @dataclasses.dataclass(frozen=True)
        class _Attribute:
            attribute: str
            name: str
            kind: Any
            is_required: bool
            #: None stands for absence.
            omits_none: bool


        @dataclasses.dataclass(frozen=True)
        class _Plan:
            attributes: list[_Attribute]
            rest: str | None
            rest_kind: Any


        _plans: dict[type, _Plan] = {}


        def _plan(kind: Any) -> _Plan:
            made = _plans.get(kind)
            if made is not None:
                return made
            hints = get_type_hints(kind, include_extras=True)
            attributes: list[_Attribute] = []
            rest: str | None = None
            rest_kind: Any = None
            for field in dataclasses.fields(kind):
                hint = hints[field.name]
                name = field.name
                if get_origin(hint) is Annotated:
                    for note in get_args(hint)[1:]:
                        if isinstance(note, Member):
                            name = note.name
                        if isinstance(note, Rest):
                            rest, rest_kind = field.name, hint
                if field.name == rest:
                    continue
                attributes.append(
                    _Attribute(
                        field.name,
                        name,
                        hint,
                        field.default is dataclasses.MISSING,
                        field.default is None,
                    )
                )
            made = _plans[kind] = _Plan(attributes, rest, rest_kind)
            return made


        def _object(kind: Any) -> Reader:
            def read(value: Any) -> Any:
                if not isinstance(value, dict):
                    found = type(value).__name__
                    raise ValueError(f"{found} where {kind.__name__} was expected")
                plan = _plan(kind)
                members: dict[str, Any] = {}
                for attribute in plan.attributes:
                    if attribute.name in value:
                        reader = _reader(attribute.kind, kind.__module__)
                        try:
                            members[attribute.attribute] = reader(value[attribute.name])
                        except (ValueError, TypeError) as error:
                            raise ValueError(
                                f"{kind.__name__}.{attribute.attribute}: {error}"
                            ) from error
                    elif attribute.is_required:
                        raise ValueError(f"{kind.__name__}.{attribute.attribute} is missing")
                if plan.rest is not None:
                    known = {attribute.name for attribute in plan.attributes}
                    members[plan.rest] = {
                        name: item for name, item in value.items() if name not in known
                    }
                return kind(**members)

            return read


        @dataclasses.dataclass
        class _Tags:
            """What a type tells of unions in a value."""

            #: Of classes by name: the discriminator, and what it is of them.
            classes: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
            #: The type of a list's or an object's elements.
            element: Any = None
            #: Decimals are texts.
            is_text: bool = False


        _tags: dict[Any, _Tags] = {}


        def _tags_of(kind: Any, module: str) -> _Tags:
            known = _tags.get((kind, module))
            if known is not None:
                return known
            made = _tags[kind, module] = _Tags()
            if isinstance(kind, ForwardRef):
                kind = kind.__forward_arg__
            if isinstance(kind, str):
                kind = eval(kind, vars(sys.modules[module]))
            origin, members = get_origin(kind), get_args(kind)
            if origin is Annotated:
                kind, *notes = members
                for note in notes:
                    if isinstance(note, Discriminated):
                        for tag, name in note.classes.items():
                            made.classes.setdefault(name, (note.name, tag))
                    made.is_text = made.is_text or isinstance(note, AsText)
                members = (kind,)
            elif origin is list or origin is dict:
                made.element = members[-1]
                members = ()
            elif origin is not Union and origin is not types.UnionType:
                members = ()
            for member in members:
                inner = _tags_of(member, module)
                made.classes = inner.classes | made.classes
                made.element = made.element or inner.element
                made.is_text = made.is_text or inner.is_text
            return made


        def encode(value: Any, kind: Any = None, module: str = MODELS) -> Any:
            """What `json.dumps` takes; the type tells discriminators of unions."""
            if dataclasses.is_dataclass(value) and not isinstance(value, type):
                own = type(value)
                plan = _plan(own)
                members: dict[str, Any] = {}
                for attribute in plan.attributes:
                    item = getattr(value, attribute.attribute)
                    if item is UNSET or (item is None and attribute.omits_none):
                        continue
                    members[attribute.name] = encode(item, attribute.kind, own.__module__)
                if plan.rest is not None:
                    rest = getattr(value, plan.rest)
                    members |= encode(rest, plan.rest_kind, own.__module__)
                tag = _tags_of(kind, module).classes.get(own.__name__)
                if tag is not None:
                    members.setdefault(*tag)
                return members
            if isinstance(value, Mapping):
                element = _tags_of(kind, module).element
                return {
                    str(name): encode(item, element, module) for name, item in value.items()
                }
            if isinstance(value, (list, tuple)):
                element = _tags_of(kind, module).element
                return [encode(item, element, module) for item in value]
            if isinstance(value, datetime):
                return value.isoformat().replace("+00:00", "Z")
            if isinstance(value, date):
                return value.isoformat()
            if isinstance(value, Decimal) and _tags_of(kind, module).is_text:
                return format(value, "f")
            if isinstance(value, UUID):
                return str(value)
            if isinstance(value, bytes):
                return base64.b64encode(value).decode()
            return value

        """#
}
