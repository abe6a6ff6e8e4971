"""Write the digest of an image into a kustomization, where no kustomize is at hand.

    python tools/set_image.py deploy/overlays/image kubefolio=registry.example/site@sha256:…

Changes the entry of that name, or adds one, and leaves everything else as it is but for comments inside `images`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import yaml

_IMAGE = re.compile(r"(?P<name>[a-z0-9-]+)=(?P<new>[^@\s]+)@(?P<digest>sha256:[0-9a-f]{64})")


def set_image(text: str, image: str) -> str:
    """Return the text of a kustomization with an image pinned.

    Raises:
        ValueError: the image is not `name=reference@sha256:digest`.
    """
    found = _IMAGE.fullmatch(image)
    if not found:
        raise ValueError(f"'{image}' is not an image; write name=registry/image@sha256:digest")
    images = {one["name"]: one for one in yaml.safe_load(text).get("images", [])}
    images[found["name"]] = {"name": found["name"], "newName": found["new"], "digest": found["digest"]}
    head = re.split(r"^images:.*\n(?:[ -].*\n)*", text, flags=re.MULTILINE)
    block = yaml.safe_dump({"images": list(images.values())}, sort_keys=False)
    return "".join([head[0], block, *head[1:]])


def main() -> None:
    """Change the file."""
    folder, image = sys.argv[1:]
    file = Path(folder) / "kustomization.yaml"
    try:
        file.write_text(set_image(file.read_text(encoding="utf-8"), image), encoding="utf-8")
    except (ValueError, OSError) as error:
        sys.exit(f"set_image: {error}")


if __name__ == "__main__":
    main()
