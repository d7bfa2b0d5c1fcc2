"""Who is meant by a list of e-mail addresses and @domains, and which names are this machine's."""

from __future__ import annotations

import pytest

from rag.people import admits, covers, is_entry, is_loopback

ENTRIES = ("ada@example.org", "@Example.com")


@pytest.mark.parametrize("address", ["ada@example.org", "ADA@Example.ORG", "grace@example.com", "x@EXAMPLE.com"])
def test_these_are_admitted(address: str) -> None:
    assert admits(ENTRIES, address)


@pytest.mark.parametrize(
    "address",
    [
        "", "ada", "@example.com", "ada@", "eve@example.org", "eve@sub.example.com", "eve@notexample.com",
        "eve@example.com.attacker.example", "ada@example.org@attacker.example", "eve@attacker.example@example.com",
        "eve @example.com", " ada@example.org", "eve@example.com\nada@example.org",
        "ada@example\uff0eorg", "ada@examp\u0131e.org",
        "grace@e\u212ample.com", "\ud800@example.com.attacker.example",
    ],
)  # fmt: skip
def test_these_are_not(address: str) -> None:
    assert not admits(ENTRIES, address)


def test_what_merely_folds_to_an_address_is_another_one() -> None:
    assert not admits(("kelvin@strasse.de",), "\u212aelvin@strasse.de")  # the sign of kelvin is a k in lower case
    assert not admits(("ada@strasse.de",), "ada@stra\u00dfe.de")


def test_an_empty_list_admits_nobody() -> None:
    assert not admits((), "ada@example.org")


@pytest.mark.parametrize(
    ("entry", "covered"),
    [("ada@example.org", True), ("eve@example.org", False), ("@example.com", True), ("x@example.com", True),
     ("@example.org", True), ("@other.example", False)],
)  # fmt: skip
def test_an_editor_must_be_able_to_sign_in(entry: str, covered: bool) -> None:
    assert covers(ENTRIES, entry) is covered


@pytest.mark.parametrize("text", ["", "*", "example.com", "@", "a@", "a b@c.d", "a@b@c"])
def test_these_are_no_entries(text: str) -> None:
    assert not is_entry(text)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.10", "::1", "[::1]"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "*", "0.0.0.0", "::", "192.168.1.2", "localhost.attacker.example", "example.org", "127.0.0.1.nip.io"],
)
def test_not_this_machine_alone(host: str) -> None:
    assert not is_loopback(host)
