// Tests that packages bring along whose API has rules or XML, the same for every API but for the package's name.

extension PythonPackage {
    static let checkTests = #"""
        """What values have to satisfy, and that requests which do not are not sent."""

        from __future__ import annotations

        from decimal import Decimal
        from typing import Any

        import httpx
        import pytest

        from MODULE._checks import (
            Rule,
            check,
        )
        from MODULE._runtime import (
            Client,
            ConstraintFailure,
            Json,
            Violation,
        )

        PET: Rule = Rule(
            max_properties=6,
            members={
                "name": Rule(min_length=1, max_length=3),
                "tags": Rule(
                    max_items=2, has_unique_items=True, elements=Rule(pattern="^[a-z]+$")
                ),
                "price": Rule(multiple_of="0.1", minimum="0", excludes_minimum=True),
                "friend": lambda: PET,
            },
            others=Rule(maximum="9"),
        )


        def told(rule: Rule, value: Any) -> list[str]:
            return [f"{found.where} {found.what}" for found in check([("body", rule)], value)]


        def test_finds_nothing_in_what_is_fine() -> None:
            fine = {"name": "😀😀😀", "tags": ["a", "b"], "price": 0.3, "more": 9}
            assert told(PET, fine) == []
            assert told(PET, {"friend": {"friend": None}, "name": None}) == []
            assert told(PET, None) == []


        def test_tells_every_violation_with_its_place() -> None:
            value = {
                "name": "",
                "tags": ["a", "B", "a"],
                "price": 0.25,
                "more": 10,
                "friend": {"name": "long", "price": 0},
            }
            assert told(PET, value) == [
                "body.name is shorter than 1 characters",
                "body.tags has more than 2 items",
                "body.tags has equal items",
                "body.tags[1] does not match ^[a-z]+$",
                "body.price is not a multiple of 0.1",
                "body.more is greater than 9",
                "body.friend.name is longer than 3 characters",
                "body.friend.price is not greater than 0",
            ]


        def test_compares_numbers_exactly() -> None:
            assert told(Rule(multiple_of="0.1"), 1e22) == []
            assert told(Rule(multiple_of="1e-7"), 3e-7) == []
            assert told(Rule(maximum="0.1"), 0.1) == []
            assert told(Rule(maximum="9007199254740992"), 2**53 + 1) != []
            assert told(Rule(minimum="0.1"), Decimal("0.0999")) == ["body is less than 0.1"]
            assert told(Rule(maximum="1e3", excludes_maximum=True), 1000) == [
                "body is not less than 1e3"
            ]


        def test_reads_patterns_as_javascript_does() -> None:
            assert told(Rule(pattern="("), "a") == []
            assert told(Rule(pattern=r"^\p{L}$"), "1") == []
            assert told(Rule(pattern="^a$"), "a\n") == ["body does not match ^a$"]
            assert told(Rule(pattern=r"^\d$"), "\u0663") != []


        def test_chooses_rules_by_a_member() -> None:
            cat = Rule(members={"lives": Rule(maximum="9")})
            rule = Rule(choice=("kind", {"cat": cat}))
            assert told(rule, {"kind": "dog", "lives": 10}) == []
            assert told(rule, {"kind": "cat", "lives": 10}) == ["body.lives is greater than 9"]


        def test_tells_no_more_than_a_hundred() -> None:
            assert len(told(Rule(elements=Rule(maximum="0")), [1] * 1000)) == 100


        class Probe(Client):
            _base_url = "http://api.test"


        def test_sends_nothing_that_the_api_does_not_admit_when_asked() -> None:
            sent: list[httpx.Request] = []

            def answer(request: httpx.Request) -> httpx.Response:
                sent.append(request)
                return httpx.Response(200, json=len(sent))

            def wrong() -> list[Violation]:
                return [
                    Violation("query limit", "is less than 1"),
                    Violation("body", "is odd"),
                ]

            client = httpx.Client(transport=httpx.MockTransport(answer))
            strict = Probe(http_client=client, checks_requests=True)
            with pytest.raises(ConstraintFailure) as failure:
                strict._call(Json[int](), "GET", "/a", checks=wrong)
            assert str(failure.value) == "query limit is less than 1; body is odd"
            assert failure.value.violations == wrong()
            assert sent == []
            assert strict._call(Json[int](), "GET", "/a", checks=lambda: []) == 1
            loose = Probe(http_client=client)
            assert loose._call(Json[int](), "GET", "/a", checks=wrong) == 2

        """#

    static let xmlTests = #"""
        """XML by forms, both ways."""

        from __future__ import annotations

        from typing import Any

        import httpx
        import pytest

        from MODULE._runtime import (
            ApiError,
            Client,
            Json,
        )
        from MODULE._xml import (
            Element,
            Items,
            Members,
            Values,
            read_xml,
            xml_body,
        )

        FORM: Members = Members(
            [
                ("id", Element("id", "number"), "attribute"),
                ("name", Element("name", "text"), "child"),
                ("isGood", Element("isGood", "boolean"), "child"),
                ("tags", Element("labels", Items(Element("label", "text"))), "child"),
                ("photos", Element("photos", Items(Element("photo", "text"))), "unwrapped"),
                ("friend", Element("p:pet", lambda: FORM, "urn:pets"), "child"),
                ("scores", Element("scores", Values("number")), "child"),
                ("any", Element("any", "any"), "child"),
            ]
        )
        PET = Element("p:pet", FORM, "urn:pets")
        VALUE = {
            "id": 7,
            "name": 'a<b&"c"\n',
            "isGood": True,
            "tags": ["x", "y"],
            "photos": ["1", "2"],
            "friend": {"id": 8, "name": ""},
            "scores": {"a": 1.5},
            "any": {"b": ["1", "2"], "c": "3"},
        }
        TEXT = (
            '<?xml version="1.0" encoding="UTF-8"?><p:pet xmlns:p="urn:pets" id="7">'
            "<name>a&#60;b&#38;&#34;c&#34;&#10;</name><isGood>true</isGood>"
            "<labels><label>x</label><label>y</label></labels><photo>1</photo><photo>2</photo>"
            '<p:pet xmlns:p="urn:pets" id="8"><name/></p:pet><scores><a>1.5</a></scores>'
            "<any><b>1</b><b>2</b><c>3</c></any></p:pet>"
        )


        def written(value: Any) -> str:
            body = xml_body("application/xml", value, PET)
            assert body is not None and body.content_type == "application/xml"
            return str(body.arguments["content"].decode())


        def test_writes() -> None:
            assert written(VALUE) == TEXT
            assert xml_body("application/xml", None, PET) is None
            with pytest.raises(ValueError):
                written({"name": "\u0001"})
            with pytest.raises(ValueError):
                written({"scores": {"a b": 1}})


        def test_reads() -> None:
            assert read_xml(TEXT.encode(), PET) == VALUE
            other = (
                "<!-- a --><x:pet xmlns:x='urn:pets' id = '7'><name><![CDATA[<&]]>&#x41;</name>"
                '<labels/><x:isGood xmlns:i="i" i:nil="true"/></x:pet>\n'
            )
            told = {"id": 7, "name": "<&A", "tags": [], "isGood": None}
            assert read_xml(other.encode(), PET) == told


        def test_refuses_what_is_no_xml_and_what_is_more_than_that() -> None:
            deep = "<a>" * 101 + "</a>" * 101
            for wrong in [
                "",
                "a",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a>&b;</a>",
                '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
                deep,
            ]:
                with pytest.raises(ValueError):
                    read_xml(wrong.encode(), Element("a", "any"))
            read_xml(deep[3:-4].encode(), Element("a", "any"))


        class Probe(Client):
            _base_url = "http://api.test"


        def test_reads_answers_by_their_media_type() -> None:
            def call(text: str, kind: str) -> Any:
                headers = {"content-type": kind}
                transport = httpx.MockTransport(
                    lambda request: httpx.Response(200, text=text, headers=headers)
                )
                probe = Probe(http_client=httpx.Client(transport=transport))
                answer = Json[Any](lambda data: read_xml(data, PET))
                return probe._call(answer, "GET", "/a")

            assert call(TEXT, "application/xml; charset=utf-8") == VALUE
            assert call('{"id": 1}', "application/json") == {"id": 1}
            with pytest.raises(ApiError):
                call("<a>", "text/xml")

        """#
}
