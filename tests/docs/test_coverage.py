"""The page of what is carried out: it is up to date, nothing Twilio names is missing, and tests show every line."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from twilio.twiml import TwiML, lower_camel, messaging_response, voice_response

from docs import coverage
from twilio_emulator.engine.advice import nestings
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS, Word

BESIDE_THE_CLIENT = {("Response", "Dial"): ["callReason"]}
"""What the manual documents and the official client does not name, by parent and element."""


@dataclass(frozen=True)
class Named:
    """An element as the official client offers it."""

    parent: str
    tag: str
    attributes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.parent} › {self.tag}"


def methods(node: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    return {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}


def tag_of(node: ast.ClassDef) -> str:
    """The name its constructor gives to the element."""
    for one in ast.walk(methods(node)["__init__"]):
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "self.name":
            return str(ast.literal_eval(one.value))
    raise AssertionError(f"{node.name} names no element")


def of_client(path: Path) -> Iterator[Named]:
    """Every element that a class of the client can nest, with the attributes it passes on."""
    classes = {one.name: one for one in ast.parse(path.read_text()).body if isinstance(one, ast.ClassDef)}
    for node in classes.values():
        for method in methods(node).values():
            for call in ast.walk(method):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in classes):
                    continue
                child = classes[call.func.id]
                content = {one.arg for one in methods(child)["__init__"].args.args}
                names = [one.arg for one in call.keywords if one.arg and one.arg not in content]
                attributes = tuple(lower_camel(TwiML.MAP.get(name, name)) for name in names)
                yield Named(tag_of(node), tag_of(child), attributes)


def named_by_twilio(module: object) -> list[Named]:
    found = list(of_client(Path(str(vars(module)["__file__"]))))
    assert len(found) > 3
    return found


def missing(named: list[Named], table: tuple[type[Word], ...]) -> list[str]:
    """What is in no table of ours, and not on the list of what is not offered."""
    words: dict[tuple[str, str], set[str]] = {}
    for parent, word in nestings(table):
        words.setdefault((parent, word.TAG), set()).update(word.ATTRIBUTES)
    lines = []
    for one in named:
        if str(one) in coverage.NOT_OFFERED:
            continue
        have = words.get((one.parent, one.tag))
        wanted = [*one.attributes, *BESIDE_THE_CLIENT.get((one.parent, one.tag), ())]
        lacking = [name for name in wanted if have is None or name not in have]
        lacking = [name for name in lacking if f"{one} {name}" not in coverage.NOT_OFFERED]
        if have is None or lacking:
            lines.append(f"{one}: {', '.join(lacking) or 'the element'}")
    return sorted(set(lines))


def test_the_page_is_what_the_tables_and_the_tests_say() -> None:
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.page(), "write it anew with `make docs`"


@pytest.mark.parametrize(
    ("module", "table"),
    [(voice_response, VERBS), (messaging_response, MESSAGE_VERBS)],
    ids=["for a call", "for a text"],
)
def test_whatever_the_official_client_can_write_is_in_the_tables(module: object, table: tuple[type[Word], ...]) -> None:
    lines = missing(named_by_twilio(module), table)
    assert not lines, "\n".join(lines)


def test_the_client_is_read_as_it_writes() -> None:
    """The reader of the client's source agrees with what its classes write."""
    response = voice_response.VoiceResponse()
    say = response.say("x", voice="alice", loop=2)
    say.lang("x", xml_lang="en-GB")
    response.dial().number("+15005550122", status_callback_event="ringing", send_digits="1")
    named = {str(one): one.attributes for one in named_by_twilio(voice_response)}
    assert set(named["Response › Say"]) == {"voice", "loop", "language"}
    assert named["Say › lang"] == ("xml:lang",)
    assert {"statusCallbackEvent", "sendDigits"} <= set(named["Dial › Number"])
    assert 'sendDigits="1" statusCallbackEvent="ringing"' in str(response)


def test_nothing_is_said_to_be_missing_that_is_there() -> None:
    there = {f"{parent} › {word.TAG}" for table in (VERBS, MESSAGE_VERBS) for parent, word in nestings(table)}
    attributes = {
        f"{parent} › {word.TAG} {name}"
        for table in (VERBS, MESSAGE_VERBS)
        for parent, word in nestings(table)
        for name in word.ATTRIBUTES
    }
    assert not (there | attributes) & coverage.NOT_OFFERED.keys()


def test_every_word_and_every_attribute_is_shown_by_a_test() -> None:
    unshown = [
        f"{'/'.join(parents)} › {word.TAG} {name}".strip()
        for word, parents in coverage.words().items()
        for name in ("", *word.ATTRIBUTES)
        if not coverage.showing(word, parents, name)
    ]
    assert not unshown, "\n".join(unshown)


def names_read() -> set[str]:
    """Every text in the emulator's source that is not a key of a table."""
    found: set[str] = set()
    for path in (coverage.ROOT / "twilio_emulator").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        keys = {id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in keys:
                found.add(node.value)
    return found


def test_what_is_said_to_be_executed_is_read_somewhere() -> None:
    """An attribute that is in its table and nowhere else is noted, and its table is to say why."""
    read = names_read()
    idle = [
        f"{word.TAG} {name}"
        for word in coverage.words()
        for name, attribute in word.ATTRIBUTES.items()
        if not attribute.noted and not {name, name.removesuffix("Method")} & read
    ]
    assert not idle, "\n".join(idle)


def test_every_commonly_mistaken_behaviour_has_a_test() -> None:
    assert list(coverage.MISTAKES) == list(range(1, 46))
    shown = {number for test in coverage.tests() for number in test.mistakes}
    assert shown <= coverage.MISTAKES.keys()
    assert sorted(coverage.MISTAKES.keys() - shown) == []


def test_uses_are_found_in_whole_documents_and_in_pieces() -> None:
    found = set(
        coverage.uses("<Response><!-- <Play/> --><Dial action=\"/a\"><Number url='/w?a>b'>1</Number></Dial><Say/>")
    )
    assert found == {
        ("", "Response", ""),
        ("Response", "Dial", ""),
        ("Response", "Dial", "action"),
        ("Dial", "Number", ""),
        ("Dial", "Number", "url"),
        ("Response", "Say", ""),
    }
    assert set(coverage.uses('</Gather><Say loop="2">')) == {("", "Say", ""), ("", "Say", "loop")}


def test_a_python_test_shows_what_it_serves_itself_and_through_names_of_its_module(tmp_path: Path) -> None:
    path = tmp_path / "test_shop.py"
    path.write_text(
        """
import pytest
PROMPT = '<Say loop="2">x</Say>'

@pytest.fixture
def shop():
    return f'<Gather timeout="{1}">{PROMPT}</Gather>'

@pytest.mark.mistake(1, 2)
@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.mistake(3))])
def test_the_shop_is_open(shop, x):
    pass

def test_nothing_is_served():
    pass
""",
        encoding="utf-8",
    )
    opened, nothing = coverage.of_source(path)
    assert str(opened) == "test_shop.py: the shop is open"
    assert {("", "Gather", "timeout"), ("", "Say", "loop")} <= opened.uses
    assert opened.mistakes == (1, 2, 3)
    assert not nothing.uses
    assert not nothing.mistakes
