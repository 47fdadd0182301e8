// `_xml.py`: values of JSON to XML and back. Only of clients whose API has XML.

extension PythonRuntime {
    static let xml = #"""
        """XML by the API's schemas: values of JSON to elements and back."""

        from __future__ import annotations

        import re
        from collections.abc import Callable
        from dataclasses import dataclass, field
        from typing import Any, Union
        from xml.parsers import expat

        from ._codec import Exact, encode
        from ._requests import Body, scalar

        #: How far elements nest, read or written.
        DEPTH_MAX = 100


        @dataclass(frozen=True)
        class Element:
            """An element: the name in its tag, what it holds, the URI of the name's prefix."""

            name: str
            form: Form
            namespace: str | None = None


        @dataclass(frozen=True)
        class Items:
            """An element for each of a list."""

            element: Element


        @dataclass(frozen=True)
        class Members:
            """Members of an object: name, element, and `child`, `attribute` or `unwrapped`."""

            members: list[tuple[str, Element, str]]


        @dataclass(frozen=True)
        class Values:
            """Elements by the keys of an object."""

            form: Form


        #: What an element holds: `text`, `number`, `boolean`, `any`, or more; late where types
        #: hold themselves.
        Form = Union[str, Items, Members, Values, Callable[[], "Form"]]
        Known = Union[str, Items, Members, Values]


        def _resolved(form: Form) -> Known:
            while not isinstance(form, (str, Items, Members, Values)):
                form = form()
            return form


        def _local(name: str) -> str:
            return name.rpartition(":")[2]


        # Writing.


        def xml_body(
            content_type: str, value: Any, element: Element, kind: Any = None
        ) -> Body | None:
            """A body of XML; of a type that tells discriminators."""
            if value is None:
                return None
            text = _written(encode(value, kind), element, 1)
            whole = f'<?xml version="1.0" encoding="UTF-8"?>{text}'
            return Body({"content": whole.encode()}, content_type)


        _REFUSED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


        def _escaped(text: str) -> str:
            if _REFUSED.search(text):
                raise ValueError("a text has characters that XML does not admit")
            return re.sub('[&<>"\t\n\r]', lambda found: f"&#{ord(found[0])};", text)


        def _written(value: Any, element: Element, depth: int) -> str:
            if depth > DEPTH_MAX:
                raise ValueError(f"XML nests more than {DEPTH_MAX} elements")
            form, name = _resolved(element.form), element.name
            spaces: dict[str, str] = {}
            if element.namespace is not None:
                prefix = name.partition(":")[0]
                spaces[f"xmlns:{prefix}" if ":" in name else "xmlns"] = element.namespace
            attributes, content = "", ""
            if value is None:
                pass
            elif isinstance(form, Items):
                content = _elements(value, form.element, depth)
            elif isinstance(value, dict) and isinstance(form, Members):
                for member, inner, kind in form.members:
                    held = value.get(member)
                    items = _resolved(inner.form)
                    if held is None:
                        continue
                    if kind == "attribute":
                        if ":" in inner.name and inner.namespace is not None:
                            key = f"xmlns:{inner.name.partition(':')[0]}"
                            spaces.setdefault(key, inner.namespace)
                        attributes += f' {inner.name}="{_escaped(scalar(held))}"'
                    elif kind == "unwrapped" and isinstance(items, Items):
                        content += _elements(held, items.element, depth)
                    else:
                        content += _written(held, inner, depth + 1)
            elif isinstance(value, dict):
                each = form.form if isinstance(form, Values) else "any"
                for key, held in value.items():
                    if not re.fullmatch(r"[^\W\d][\w.-]*", key):
                        raise ValueError(f"{key} cannot be the name of an element")
                    if each == "any" and isinstance(held, list):
                        content += _elements(held, Element(key, each), depth)
                    else:
                        content += _written(held, Element(key, each), depth + 1)
            elif isinstance(value, list):
                content = _elements(value, Element("item", "any"), depth)
            else:
                content = _escaped(scalar(value))
            declared = "".join(f' {key}="{_escaped(uri)}"' for key, uri in spaces.items())
            tag = f"{name}{declared}{attributes}"
            return f"<{tag}>{content}</{name}>" if content else f"<{tag}/>"


        def _elements(value: Any, element: Element, depth: int) -> str:
            values = value if isinstance(value, list) else [value]
            return "".join(_written(held, element, depth + 1) for held in values)


        # Reading.


        @dataclass
        class _Node:
            tag: str
            attributes: dict[str, str]
            children: list[_Node] = field(default_factory=list)
            text: str = ""


        def read_xml(data: bytes, element: Element) -> Any:
            """The value of a document; ValueError where it is no XML, or has a DTD."""
            return _value(_parsed(data), element.form)


        def _parsed(data: bytes) -> _Node:
            parser = expat.ParserCreate()
            parser.buffer_text = True
            opened = [_Node("", {})]

            def start(tag: str, attributes: dict[str, str]) -> None:
                made = _Node(tag, attributes)
                opened[-1].children.append(made)
                opened.append(made)
                if len(opened) > DEPTH_MAX + 1:
                    raise ValueError(f"XML nests more than {DEPTH_MAX} elements")

            def end(tag: str) -> None:
                opened.pop()

            def text(data: str) -> None:
                opened[-1].text += data

            def refuse(*_: Any) -> None:
                raise ValueError("XML with a document type is not read")

            parser.StartElementHandler = start
            parser.EndElementHandler = end
            parser.CharacterDataHandler = text
            parser.StartDoctypeDeclHandler = refuse
            try:
                parser.Parse(data, True)
            except expat.ExpatError as error:
                raise ValueError(f"the text is no XML: {error}") from error
            return opened[0].children[0]


        def _value(node: _Node, form: Form) -> Any:
            known = _resolved(form)
            if any(_local(name) == "nil" and ":" in name for name in node.attributes):
                return None
            if isinstance(known, Items):
                return _listed(node, known.element)
            if isinstance(known, Members):
                return _of_members(node, known)
            if isinstance(known, Values):
                return {_local(child.tag): _value(child, known.form) for child in node.children}
            text = node.text.strip()
            if known == "number":
                return _number(text)
            if known == "boolean":
                return {"true": True, "1": True, "false": False, "0": False}.get(
                    text, node.text
                )
            if known == "text" or not node.children:
                return node.text
            groups: dict[str, list[Any]] = {}
            for child in node.children:
                groups.setdefault(_local(child.tag), []).append(_value(child, "any"))
            return {name: held[0] if len(held) == 1 else held for name, held in groups.items()}


        def _number(text: str) -> Any:
            if re.fullmatch(r"[+-]?[0-9]{1,4000}", text):
                return int(text)
            is_number = re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text)
            return Exact(text) if is_number else text


        def _listed(node: _Node, element: Element) -> list[Any]:
            name = _local(element.name)
            return [
                _value(child, element.form)
                for child in node.children
                if _local(child.tag) == name
            ]


        def _of_members(node: _Node, form: Members) -> dict[str, Any]:
            attributes = {_local(name): text for name, text in node.attributes.items()}
            found: dict[str, Any] = {}
            for member, element, kind in form.members:
                name, items = _local(element.name), _resolved(element.form)
                if kind == "attribute":
                    if name in attributes:
                        held = _Node(name, {}, text=attributes[name])
                        found[member] = _value(held, element.form)
                elif kind == "unwrapped" and isinstance(items, Items):
                    listed = _listed(node, items.element)
                    if listed:
                        found[member] = listed
                else:
                    for child in node.children:
                        if _local(child.tag) == name:
                            found[member] = _value(child, element.form)
                            break
            return found

        """#
}
