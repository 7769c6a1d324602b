"""Text before it is compared: composed, lower-cased, stripped. The first step of every match key."""

from __future__ import annotations

from unicodedata import category, decimal, is_normalized, normalize

_JOINERS = "\u200c\u200d"
"""Zero-width joiners belong to the spelling in Persian and in the scripts of India; other invisible marks are noise."""

_ASCII_NOISE = str.maketrans({mark: None for mark in map(chr, range(128)) if not mark.isalnum()})


def composed(text: str) -> str:
    """
    Unicode NFC: `é` as one character however it was typed.

    Meta's own worked examples (`정`, `Valéry`) reproduce only in this form: developers.facebook.com/documentation/
    ads-commerce/conversions-api/parameters/customer-information-parameters.
    """
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def lowered(text: str) -> str:
    """Composed, without white space at the ends, in lower case."""
    if text.isascii():
        return text.strip().lower()
    return composed(composed(text).strip().lower())


def letters_and_digits(text: str) -> str:
    """Lower case, with white space, punctuation, symbols and invisible marks removed; letters of every script stay."""
    if text.isascii():
        bare = text.lower()
        return bare if bare.isalnum() else bare.translate(_ASCII_NOISE)
    small = lowered(text)
    if small.isalnum():
        return small
    return composed("".join(filter(_is_kept, small)).strip(_JOINERS))


def holds_letter(text: str) -> bool:
    """True when one character at least is a letter, of whatever script."""
    return text.isalpha() or any(map(str.isalpha, text))


def plain_letters(text: str) -> str:
    """As `letters_and_digits`, and without accents: `Côte d’Ivoire` and `cote d'ivoire` agree."""
    kept = letters_and_digits(text)
    if kept.isascii():
        return kept
    return composed("".join(mark for mark in normalize("NFD", kept) if category(mark) != "Mn"))


def ascii_digits(text: str) -> str:
    """Every decimal digit as 0 to 9: a form filled in Arabic or in full-width Japanese holds the same number."""
    if text.isascii():
        return text
    return "".join(str(decimal(mark, mark)) for mark in text)


def is_encodable(text: str) -> bool:
    """False for text with lone surrogates, which no UTF-8 message can hold."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_kept(mark: str) -> bool:
    return mark in _JOINERS or category(mark)[0] in "LMN"
