"""The documents of one file, parsed, with what could not be read named by line."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from kubefolio.facts.repository import ProblemKind
from kubefolio.sources.gitops import secrets, yaml_text, yaml_values

TEMPLATE = re.compile(r"\{\{|\{%|<%|<<\s*(inputs|range|if|end)\b")
HIDDEN = b"+argocd:skip-file-rendering"
MAX_LIST_ITEMS = 5_000


class Document(msgspec.Struct, array_like=True):
    """One parsed document; its body is never changed in place."""

    line: int
    body: Any
    """What the document says; secret values are cut out of it."""


class Flaw(msgspec.Struct, array_like=True):
    """A problem in one file."""

    line: int
    kind: ProblemKind
    message: str


class ParsedFile(msgspec.Struct, array_like=True):
    """All that one file holds. This is what the cache keeps under the file's blob id."""

    documents: list[Document]
    flaws: list[Flaw]
    hidden: bool = False
    """The file asks Argo CD not to render it."""


def parse_file(data: bytes) -> ParsedFile:
    """Parse every document of a file; one that cannot be read costs itself only."""
    parsed = ParsedFile([], [], HIDDEN in data)
    for text in yaml_text.split(yaml_text.decode(data)):
        try:
            body = yaml_values.parse(text.text)
        except yaml_values.YamlError as error:
            parsed.flaws.append(flaw_of(text, error))
            continue
        add(parsed, text.line, body)
    return parsed


def flaw_of(text: yaml_text.DocumentText, error: yaml_values.YamlError) -> Flaw:
    """Say why a document could not be read."""
    if isinstance(error, yaml_values.LimitError):
        return Flaw(text.line, "limit", str(error))
    if isinstance(error, yaml_values.TemplateError) or TEMPLATE.search(text.text):
        return Flaw(text.line, "template", "holds template expressions and is no YAML before they are rendered")
    return Flaw(text.start + error.line, "broken", f"not YAML: {error}")


def add(parsed: ParsedFile, line: int, body: Any) -> None:  # noqa: ANN401 - any plain value
    """Add a document, a List as its items; name what is encrypted."""
    if not isinstance(body, dict):
        parsed.documents.append(Document(line, body))
        return
    if is_list(body):
        for item in body["items"][:MAX_LIST_ITEMS]:
            add(parsed, line, item)
        return
    encryption = secrets.recognise(body)
    if encryption == "SOPS":
        parsed.flaws.append(Flaw(line, "encrypted", "values are encrypted with SOPS and were not kept"))
    parsed.documents.append(Document(line, secrets.cut(body)))


def is_list(body: dict[str, Any]) -> bool:
    """Tell whether a document is a Kubernetes List."""
    kind = body.get("kind")
    return isinstance(kind, str) and kind.endswith("List") and isinstance(body.get("items"), list)


def is_object(body: Any) -> bool:  # noqa: ANN401 - any plain value
    """Tell whether a document is a Kubernetes object: it has a kind, an API version and a name."""
    if not isinstance(body, dict) or not isinstance(body.get("kind"), str):
        return False
    metadata = body.get("metadata")
    return isinstance(body.get("apiVersion"), str) and isinstance(metadata, dict) and bool(metadata.get("name"))
