"""Write docs/settings.md from config/: every key, its type, its default, and what is written beneath it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from tandem.config import (
    alerts,
    bridge,
    clicks,
    cmp,
    consent,
    dashboard,
    delivery,
    existing,
    forms,
    page,
    queue,
    retention,
    schema,
    site,
    source,
    tag,
    telemetry,
)

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "settings.md"

MODULES = (
    alerts,
    schema,
    dashboard,
    site,
    source,
    consent,
    tag,
    existing,
    page,
    forms,
    delivery,
    retention,
    clicks,
    bridge,
    queue,
    cmp,
    telemetry,
)

TABLES = {
    "Gateway": "[gateway]",
    "Dashboard": "[dashboard]",
    "Limits": "[limits]",
    "Delivery": "[delivery]",
    "Retention": "[retention]",
    "Alerts": "[alerts]",
    "Telemetry": "[telemetry]",
    "Site": "[[site]]",
    "Consent": "[site.consent]",
    "Banners": "[site.consent.banners]",
    "Tag": "[site.tag]",
    "Cmp": "[site.tag.cmp]",
    "Observer": "[site.tag.observer]",
    "Datalayer": "[site.tag.datalayer]",
    "Shopify": "[site.tag.shopify]",
    "Routes": "[site.tag.routes]",
    "Declared": "[site.tag.declared]",
    "DeclaredForm": "[[site.tag.declared.forms]]` and `[[site.tag.forms.leads]]",
    "Forms": "[site.tag.forms]",
    "Clicks": "[site.tag.clicks]",
    "Bridge": "[site.tag.bridge]",
    "Queue": "[site.tag.queue]",
    "Meta": "[[site.meta]]",
    "Source": "[[site.source]]",
}

HEAD = """# Settings

Every key of `tandem.toml`. Written from the code by `tools/settings_doc.py`; a test keeps it true. A misspelt key is an
error. `tandem init` writes a commented file to start from; events are defined beside it in `events.toml`.
"""


def render() -> str:
    bodies = [node for module in MODULES for node in ast.parse(inspect.getsource(module)).body]
    groups = {node.name: node for node in bodies if isinstance(node, ast.ClassDef)}
    return HEAD + "".join(_group(groups[name], table) for name, table in TABLES.items())


def _group(node: ast.ClassDef, table: str) -> str:
    lines = [f"\n## `{table}`\n\n{ast.get_docstring(node)}\n"]
    for field, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and not _is_group(field) and not _is_fixed(field):
            lines.append(_field(field, following))
    return "".join(lines)


def _field(field: ast.AnnAssign, following: ast.stmt | None) -> str:
    name = ast.unparse(field.target).replace("_", "-")
    default = f"default `{ast.unparse(field.value)}`" if field.value else "required"
    kind = ast.unparse(field.annotation).replace("|", "or")
    return f"\n### `{name}`\n`{kind}`, {default}\n{_explained(following)}"


def _explained(following: ast.stmt | None) -> str:
    if not (isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)):
        return ""
    return f"\n{inspect.cleandoc(str(following.value.value))}\n"


def _is_group(field: ast.AnnAssign) -> bool:
    return any(name in TABLES for name in ast.unparse(field.annotation).replace("[", " ").replace(",", " ").split())


def _is_fixed(field: ast.AnnAssign) -> bool:
    return "ClassVar" in ast.unparse(field.annotation)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
