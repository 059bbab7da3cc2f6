"""Texts to choose from: of each format, and that look like what a member is called."""

from __future__ import annotations

FORMATS: dict[str, tuple[str, ...]] = {
    "date-time": ("2024-03-01T09:30:00Z", "2024-05-17T14:05:00Z", "2024-08-23T18:45:00Z"),
    "date": ("2024-03-01", "2024-05-17", "2024-08-23"),
    "time": ("09:30:00Z", "14:05:00Z"),
    "duration": ("PT15M", "P1D"),
    "email": ("ada@example.com", "grace@example.com", "linus@example.com"),
    "idn-email": ("ada@example.com",),
    "hostname": ("www.example.com",),
    "idn-hostname": ("www.example.com",),
    "ipv4": ("192.0.2.1", "192.0.2.7"),
    "ip": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
    "uri": ("https://example.com/a", "https://example.com/b"),
    "url": ("https://example.com/a", "https://example.com/b"),
    "uri-reference": ("/a",),
    "iri": ("https://example.com/a",),
    "iri-reference": ("/a",),
    "uri-template": ("/a/{id}",),
    "json-pointer": ("/a",),
    "relative-json-pointer": ("0/a",),
    "regex": ("^a$",),
    "byte": ("YQ==",),
    "int32": ("1",),
    "int64": ("1",),
    "decimal": ("9.5",),
}
"""Texts of each format; `uuid` is made by chance."""
SPELLINGS: dict[str, tuple[str, ...]] = {
    "date-time": (
        "2024-03-01T09:30:00.000Z",
        "2024-03-01T09:30:00.000000Z",
        "2024-03-01T09:30:00+00:00",
        "2024-03-01T09:30:00.000+00:00",
        "2024-03-01T09:30:00.000000+00:00",
    ),
    "time": ("09:30:00", "09:30:00.000Z", "09:30:00+00:00"),
    "uri": ("https://www.example.com/", "http://example.com", "https://example.com/a?b=c"),
    "email": ("a@b.co", "ada.lovelace@mail.example.com"),
    "hostname": ("a.co", "localhost"),
}
"""Other ways to write what a format asks for, where length or pattern want another one."""

WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("email", ("ada@example.com", "grace@example.com", "linus@example.com")),
    ("first_?name|given", ("Ada", "Grace", "Linus")),
    ("last_?name|family|surname", ("Lovelace", "Hopper", "Pauling")),
    ("user_?name|login|nick", ("ada", "grace", "linus")),
    ("(display|full|author|owner|contact)_?name", ("Ada Lovelace", "Grace Hopper", "Linus Pauling")),
    ("name|title|label|subject", ("North", "Harbour", "Meadow", "Lantern", "Summit")),
    ("desc|summary|comment|note|message|text|content|body", ("A short text.", "Made for a test.")),
    ("phone|mobile|fax", ("+12025550100", "+12025550123")),
    ("city|town", ("Lisbon", "Oslo")),
    ("country", ("PT", "NO")),
    ("currency", ("EUR", "USD")),
    ("lang|locale", ("en", "pt")),
    ("street|address", ("1 Harbour Street",)),
    ("zip|postal", ("1000",)),
    ("url|uri|href|link|website", ("https://example.com/a",)),
    ("(_at|date|time|created|updated)$", ("2024-03-01T09:30:00Z",)),
    ("version", ("1.0.0",)),
    ("colou?r", ("#336699",)),
)
"""What a member is called to texts that look like it."""
PLAIN = (
    "a",
    "1",
    "A",
    "abc",
    "a1",
    "AB",
    "ABC",
    "0",
    "12",
    "https://example.com/a",
    "2024-03-01",
    "a@example.com",
    "1.0.0",
    "aa",
)
"""Texts that fit many patterns and lengths."""
