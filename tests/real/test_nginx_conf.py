"""The nginx.conf of the image, in a real nginx, over what `kubefolio publish` publishes."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import urllib3

from kubefolio.publish.compress import compress_site
from kubefolio.publish.generations import About, Generations
from kubefolio.publish.hashed import hash_addresses
from tests.publish.test_generations import ABOUT
from tests.publish.tiny import write_site
from tests.real.servers.nginx import Nginx

CONF = Path(__file__).parents[2] / "nginx.conf"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; img-src 'self' data:; manifest-src 'self'; script-src 'self'; "
    "style-src 'self'; worker-src 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def publish(folder: Path, number: int, about: About = ABOUT) -> Generations:
    """Publish a tiny site."""
    generations = Generations(folder)
    with generations.locked(), generations.building() as building:
        write_site(building / "site", number)
        hash_addresses(building / "site")
        compress_site(building / "site", None, lambda: None)
        generations.adopt(building, about)
    return generations


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path / "www", 1)
    return tmp_path / "www"


@pytest.fixture
def nginx(folder: Path, serve_site: Callable[..., Nginx]) -> Nginx:
    return serve_site(folder, CONF)


@pytest.fixture
def get(nginx: Nginx, http: urllib3.PoolManager) -> Callable[..., urllib3.BaseHTTPResponse]:
    """Return a function that asks, without following redirects, and leaves a body as it came."""

    def ask(path: str, method: str = "GET", **headers: str) -> urllib3.BaseHTTPResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return http.request(method, f"{nginx.url}{path}", headers=named, redirect=False, decode_content=False)

    return ask


Get = Callable[..., urllib3.BaseHTTPResponse]


def style(folder: Path) -> str:
    (found,) = (folder / "current/site/assets").glob("site.*.css")
    return f"/assets/{found.name}"


def test_every_answer_has_the_headers(get: Get, folder: Path) -> None:
    tag = get("/").headers["ETag"]
    answers = {
        200: get("/"),
        301: get("/page"),
        304: get("/", If_None_Match=tag),
        400: get("/", Host="a b"),
        404: get("/nowhere/"),
        405: get("/", "POST"),
        414: get("/" + "x" * 20_000),
    }
    assert {status: answer.status for status, answer in answers.items()} == {status: status for status in answers}
    answers[206] = get(style(folder), Range="bytes=0-9")
    assert answers[206].status == 206
    for answer in answers.values():
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, answer.status
        assert (answer.headers.get("Last-Modified"), answer.headers["Server"]) == (None, "nginx"), answer.status


def test_pages_are_asked_for_again_and_hashed_files_never(get: Get, folder: Path) -> None:
    for path in ("/", "/page/", "/assets/site.css", "/data/status.json"):
        assert get(path).headers["Cache-Control"] == "no-cache", path
        assert get(path, If_None_Match=get(path).headers["ETag"]).status == 304, path
    for_good = "public, max-age=31536000, immutable"
    assert get(style(folder)).headers["Cache-Control"] == for_good
    assert get(style(folder), If_None_Match=get(style(folder)).headers["ETag"]).headers["Cache-Control"] == for_good
    for gone in ("/assets/site.0123456789abcdef.css", "/assets/bundle.01234567.min.js"):
        answer = get(gone)
        assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-cache")


def test_what_is_not_there_is_the_themed_page_and_a_real_404(get: Get) -> None:
    for path in ("/nowhere", "/page/nowhere/", "/assets/", "/404.html", "/index.html/x", "/nowhere.css"):
        answer = get(path)
        assert (answer.status, b"Generation 1" in answer.data) == (404, True), path


def test_a_language_has_its_own_page_for_what_is_not_there(get: Get, folder: Path) -> None:
    own = folder / "current/site/es/404.html"
    own.parent.mkdir()
    own.write_text("no hay")
    own.with_name("index.html").write_text("hola")
    for path in ("/es/nada", "/es/nada/", "/es/nada/mas/?x=/fr/", "/es/404.html", "/es/"):
        answer = get(path)
        assert (answer.status, answer.data) == ((200, b"hola") if path == "/es/" else (404, b"no hay")), path
        assert answer.headers["Cache-Control"] == "no-cache"
    for path in ("/fr/rien/", "/page/es/nada/", "/es", "/esp/404.html", "/es/../nada"):
        assert b"no hay" not in get(path).data, path


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.env", "/page/.hidden/x", "/index.html.gz", "/index.html.br", "/assets/site.css.br"]
)
def test_hidden_files_and_compressed_forms_have_no_address(get: Get, folder: Path, path: str) -> None:
    file = folder / "current/site" / path[1:]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("secret")
    assert get(path).status == 404
    assert b"secret" not in get(path).data


def test_what_is_well_known_is_served(get: Get, folder: Path) -> None:
    (folder / "current/site/.well-known").mkdir()
    (folder / "current/site/.well-known/security.txt").write_text("Contact: mailto:me@example.net\n")
    assert get("/.well-known/security.txt").status == 200


def test_redirects_keep_host_and_port(get: Get) -> None:
    answer = get("/page", Host="docs.example.net:8443")
    assert (answer.status, answer.headers["Location"]) == (301, "/page/")


def test_pages_come_compressed_as_they_were_published(get: Get, folder: Path) -> None:
    answer = get("/page/", Accept_Encoding="gzip")
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert answer.data == (folder / "current/site/page/index.html.gz").read_bytes()
    assert gzip.decompress(answer.data) == (folder / "current/site/page/index.html").read_bytes()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert not answer.headers["ETag"].startswith("W/")
    plain = get("/page/")
    assert (plain.headers.get("Content-Encoding"), plain.headers["Vary"]) == (None, "Accept-Encoding")


@pytest.mark.skipif(
    not BROTLI.exists(), reason="nginx has no brotli module here (Debian: libnginx-mod-http-brotli-static)"
)
def test_brotli_is_served_where_nginx_has_the_module(
    folder: Path, serve_site: Callable[..., Nginx], http: urllib3.PoolManager
) -> None:
    nginx = serve_site(folder, CONF, drop_in="brotli_static on;", modules=f"load_module {BROTLI};")
    url = f"{nginx.url}/page/"
    answer = http.request("GET", url, headers={"Accept-Encoding": "gzip, br"}, decode_content=False)
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("br", "Accept-Encoding")
    assert brotli.decompress(answer.data) == (folder / "current/site/page/index.html").read_bytes()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_equal_content_keeps_its_etag_over_generations_and_other_content_changes_it(get: Get, folder: Path) -> None:
    before = {path: get(path).headers["ETag"] for path in ("/", "/assets/site.js")}
    publish(folder, 2)
    assert all(get(path, If_None_Match=tag).status == 200 for path, tag in before.items())
    publish(folder, 1)
    assert all(get(path, If_None_Match=tag).status == 304 for path, tag in before.items())


def test_the_page_of_an_earlier_generation_gets_its_own_files_after_a_switch(get: Get, folder: Path) -> None:
    old = style(folder)
    publish(folder, 2)
    assert old != style(folder)
    assert b"generation 1" in get(old).data
    assert b"generation 2" in get(style(folder)).data


def test_every_page_that_the_next_generation_lacks_answers_404(get: Get, folder: Path) -> None:
    publish(folder, 7)
    before = {
        page.parent.relative_to(folder / "current/site") for page in (folder / "current/site").rglob("index.html")
    }
    publish(folder, 12)
    after = {page.parent.relative_to(folder / "current/site") for page in (folder / "current/site").rglob("index.html")}
    gone = sorted(f"/{path}/" for path in before - after)
    assert gone == ["/only/3/", "/only/4/", "/only/5/", "/only/6/", "/only/7/"]
    assert {get(path).status for path in gone} == {404}
    assert all(b"Generation 12" in get(path).data for path in gone)


def test_the_log_is_json_and_holds_no_address_and_no_query(get: Get, nginx: Nginx) -> None:
    get("/page/?token=typed", Accept_Encoding="gzip", X_Forwarded_For="203.0.113.9", User_Agent="someone")
    get("/nowhere/")
    get("/healthz")
    deadline = time.monotonic() + 5
    while len(lines := nginx.log.read_text().splitlines()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    first, second = map(json.loads, lines)
    assert (first["path"], first["status"], first["encoding"], first["method"]) == ("/page/", 200, "gzip", "GET")
    assert (second["path"], second["status"]) == ("/nowhere/", 404)
    assert re.search(r"127\.0\.0\.1|203\.0\.113\.9|typed|someone", nginx.log.read_text()) is None


def test_health_and_readiness_and_figures_have_addresses(get: Get, nginx: Nginx, http: urllib3.PoolManager) -> None:
    assert (get("/healthz").status, get("/healthz").data) == (200, b"ok\n")
    assert get("/readyz").status == 200
    assert get("/stub_status").status == 404
    (figures,) = nginx.others
    assert b"Active connections" in http.request("GET", f"{figures}/stub_status").data
    assert http.request("GET", f"{figures}/").status == 404


def test_it_is_alive_and_not_ready_before_the_first_generation(
    tmp_path: Path, serve_site: Callable[..., Nginx], http: urllib3.PoolManager
) -> None:
    (tmp_path / "current").symlink_to("generations/none")
    nginx = serve_site(tmp_path, CONF)
    assert http.request("GET", f"{nginx.url}/healthz").status == 200
    assert http.request("GET", f"{nginx.url}/readyz").status == 503
    assert http.request("GET", f"{nginx.url}/").status == 404
    publish(tmp_path, 1)
    assert http.request("GET", f"{nginx.url}/readyz").status == 200
    assert http.request("GET", f"{nginx.url}/").status == 200
