"""What is in the images, and that nginx serves from one of them: not as root, and with nothing to write to."""

from __future__ import annotations

import gzip
import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import urllib3

from kubefolio.publish.compress import content_time
from tests.image.building import Image, Workshop, output_for_anyone, read_only_command, serving, workshop
from tests.image.context import PLANTED, write_context
from tests.scenarios.planted import find_planted, needle
from tests.test_lock import SITE, locked, plain

pytestmark = [
    pytest.mark.skipif(not os.environ.get("KUBEFOLIO_IMAGE_TEST"), reason="takes minutes: make image-test"),
    pytest.mark.timeout(2400),
]

UNPACK = {".gz": gzip.decompress, ".br": brotli.decompress}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with workshop(tmp_path_factory.mktemp("images")) as made:
        yield made


@pytest.fixture(scope="module")
def site(shop: Workshop) -> Image:
    return shop.build("site", REVISION="0123abc")


@pytest.fixture(scope="module")
def planted(shop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Image:
    return shop.build("site", write_context(tmp_path_factory.mktemp("planted")), SNAPSHOT="snapshot.json")


@pytest.fixture(scope="module")
def builder(shop: Workshop) -> Image:
    return shop.build("builder")


def test_the_site_says_what_it_is_and_is_not_root(site: Image) -> None:
    assert site.config["User"] == "10101:10101"
    assert set(site.config["ExposedPorts"]) == {"8080/tcp", "8081/tcp"}
    assert site.config["StopSignal"] == "SIGQUIT"
    labels = site.config["Labels"]
    assert labels["org.opencontainers.image.revision"] == "0123abc"
    assert {"title", "description", "licenses", "version", "source"} <= {name.rpartition(".")[2] for name in labels}


def test_the_site_is_whole_compressed_and_cannot_be_changed_by_its_user(site: Image) -> None:
    root = site.root / "srv/kubefolio"
    served = root / "current/site"
    pages = list(served.rglob("index.html"))
    assert len(pages) > 40
    assert all(page.with_name("index.html.gz").exists() for page in pages)
    assert all(page.with_name("index.html.br").exists() for page in pages)
    assert not (root / "lock").exists()
    assert [path for path in root.iterdir() if path.name.startswith(".")] == []
    for path in root.rglob("*"):
        found = path.lstat()
        assert found.st_uid == 0, path
        assert stat.S_ISLNK(found.st_mode) or not found.st_mode & 0o022, path


def test_files_keep_their_times_in_the_image_so_that_etags_are_the_same_everywhere(site: Image) -> None:
    page = site.root / "srv/kubefolio/current/site/index.html"
    assert int(page.stat().st_mtime) == content_time(page.read_bytes())


def test_nothing_that_built_it_is_in_the_site(site: Image) -> None:
    assert not (site.root / "opt/kubefolio").exists()
    assert not (site.root / "src").exists()
    assert list((site.root / "srv").rglob("snapshot.json")) == []


@pytest.mark.parametrize("path", ["usr/share/doc/kubefolio/sbom.cdx.json"])
def test_the_site_lists_what_it_was_built_with(site: Image, path: str) -> None:
    listed = json.loads((site.root / path).read_text())
    assert listed["bomFormat"] == "CycloneDX"
    names = {plain(component["name"]) for component in listed["components"]}
    assert "kubefolio" in names
    elsewhere = {"colorama", "tzdata"}
    assert set(locked(SITE)) - names <= elsewhere, "what other systems need"


def test_nginx_accepts_its_configuration_in_the_image(site: Image, tmp_path: Path) -> None:
    command = read_only_command(site, *site.config["Entrypoint"][:3], "-t")
    said = output_for_anyone(tmp_path / "output")
    with said.open("w") as output:
        subprocess.run(command, stdout=output, stderr=output, check=False)
    assert "test is successful" in said.read_text()


def test_nginx_serves_as_a_user_without_rights_on_a_read_only_root(site: Image, tmp_path: Path) -> None:
    with serving(site, tmp_path) as url:
        answer = urllib3.request("GET", f"{url}/metrics/", headers={"Accept-Encoding": "gzip"}, decode_content=False)
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert urllib3.request("GET", f"{url}/nowhere/", retries=False).status == 404
        assert urllib3.request("GET", f"{url}/readyz").status == 200
        masters = subprocess.run(["pgrep", "-f", "nginx: (master|worker)"], capture_output=True, text=True, check=False)
        ours = [pid for pid in masters.stdout.split() if _root_of(pid) == site.root.resolve()]
        assert len(ours) >= 2
        assert {_user_of(pid) for pid in ours} == {10101}
    written = read_only_command(site, "sh", "-c", "echo x > /srv/kubefolio/x || echo x > /etc/x || echo x > /tmp/x")
    done = subprocess.run(written, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("Read-only file system")) == (0, 2), done.stderr


def test_no_private_value_of_the_snapshot_is_in_any_byte_of_the_image(planted: Image, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("".join(f"{needle(plant)}\n" for plant in PLANTED), encoding="utf-8")
    (tmp_path / "control").write_text(f"see {needle(PLANTED[0])} there".upper(), encoding="utf-8")
    search = ["grep", "--recursive", "--files-with-matches", "--text", "--ignore-case", "--fixed-strings"]
    done = subprocess.run(
        [*search, f"--file={words}", planted.root, tmp_path / "control"], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [str(tmp_path / "control")]


def test_no_private_value_is_in_what_the_image_packs_or_encodes(planted: Image) -> None:
    served = planted.root / "srv/kubefolio/current/site"
    files = [file for file in served.rglob("*") if file.is_file()]
    packed = [file for file in files if file.suffix in UNPACK]
    assert len(list(served.glob("applications/*/index.html"))) > len(PLANTED)
    assert len(packed) > len(files) / 3
    found = {
        (plant.kind, plant.value, str(file.relative_to(served)))
        for file in files
        for plant in find_planted(UNPACK.get(file.suffix, bytes)(file.read_bytes()), PLANTED)
    }
    assert found == set()


def test_no_private_value_is_in_what_the_build_says_or_in_the_images_history(planted: Image) -> None:
    assert "the gate found nothing private" in planted.said
    assert find_planted(planted.said.encode(), PLANTED) == []


def test_the_builder_publishes_as_a_user_without_rights_on_a_read_only_root(builder: Image) -> None:
    assert builder.config["User"] == "10101:10101"
    assert builder.config["Entrypoint"] == ["kubefolio"]
    search = f"PATH={next(one for one in builder.config['Env'] if one.startswith('PATH='))[5:]}"
    site = "mkdir -p docs && echo '# Hi' > docs/index.md && echo 'site_name: x' > mkdocs.yml"
    publish = "kubefolio publish --once --no-gate --into /tmp/www && cat /tmp/www/current/site/index.html"
    command = read_only_command(builder, "env", search, "HOME=/tmp", "sh", "-euc", f"cd /tmp; {site}; {publish}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "published in" in done.stderr, done.stderr
    assert "<h1" in done.stdout
    git = read_only_command(builder, "env", search, "git", "version")
    assert subprocess.run(git, capture_output=True, text=True, check=True).stdout.startswith("git version ")
    assert (builder.root / "opt/kubefolio/sbom.cdx.json").exists()
    assert not (builder.root / "opt/sbom").exists()


def _root_of(pid: str) -> Path:
    return Path(f"/proc/{pid}/root").readlink()


def _user_of(pid: str) -> int:
    return Path(f"/proc/{pid}").stat().st_uid
