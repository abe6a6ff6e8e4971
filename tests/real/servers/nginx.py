"""A real nginx over a built site."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.real.servers.ports import LOOPBACK, free_ports
from tests.real.servers.process import listens, running
from tests.real.servers.programs import find_program

_MIME_TYPES = Path("/etc/nginx/mime.types")
_PUBLISHED = "/srv/kubefolio"
"""Where the configuration of the image expects what was published."""
_DROP_INS = "/etc/nginx/kubefolio.d"

_OWN_CONF = """\
worker_processes 1;
pid /tmp/nginx.pid;
events {}
http {
    include mime.types;
    default_type application/octet-stream;
    charset utf-8;
    access_log off;
    absolute_redirect off;
    server_tokens off;
    client_body_temp_path /tmp/client_temp;
    proxy_temp_path /tmp/proxy_temp;
    fastcgi_temp_path /tmp/fastcgi_temp;
    uwsgi_temp_path /tmp/uwsgi_temp;
    scgi_temp_path /tmp/scgi_temp;
    server {
        listen 8080;
        root /usr/share/nginx/html;
        error_page 404 /404.html;
        location / { try_files $uri $uri/ =404; }
    }
}
"""


@dataclass(frozen=True)
class Nginx:
    """A running nginx."""

    url: str
    """Its address, without a slash at the end."""
    conf: Path
    """The configuration that it runs with."""
    log: Path
    """What it wrote to standard output and error."""
    others: tuple[str, ...] = ()
    """Addresses of its further ports, in the order of the configuration."""


@contextmanager
def running_nginx(
    directory: Path, site: Path, conf: Path | None = None, *, drop_in: str = "", modules: str = "", port: int = 0
) -> Iterator[Nginx]:
    """Serve the folder `site`, with the configuration, the log and all temporary files in `directory`.

    Without `conf`, a small one gives right media types and a real 404 with the site's `/404.html`. A `conf` that was
    written for a container runs as it is but for its places: every port becomes a free one on loopback (those of IPv6
    go), every `root` becomes `site`, and paths under `/tmp/` move into `directory`. Where the configuration is that of
    the image, `site` may also be a folder that `kubefolio publish` fills; `drop_in` is what an image adds to it, and
    `modules` the lines that load modules for that, instead of those that the machine has switched on.
    `port` is the one to listen on, where the site names its own address.

    Raises:
        ServerNotFound: nginx is not on this machine.
        ServerFailed: nginx refused the configuration.
    """
    nginx = find_program("nginx")
    directory.mkdir(parents=True, exist_ok=True)
    text = conf.read_text("utf-8") if conf else _OWN_CONF
    found = dict.fromkeys(_ports(text))
    ports = dict(zip(found, (*([port] if port else ()), *free_ports(len(found)))[: len(found)], strict=True))
    for name, content in (("drop-in.conf", drop_in), ("modules.conf", modules)):
        (directory / name).write_text(content, encoding="utf-8")
    placed = directory / "nginx.conf"
    placed.write_text(_placed(text, directory, site, ports), encoding="utf-8")
    if _MIME_TYPES.is_file():
        shutil.copy(_MIME_TYPES, directory)
    log = directory / "nginx.log"
    first, *others = ports.values() or free_ports(1)  # one that listens nowhere is refused all the same
    command: list[str | Path] = [nginx, "-p", directory, "-c", placed, "-e", "stderr"]
    with running(command, name="nginx", log=log, ready=partial(listens, first), timeout_s=10):
        yield Nginx(f"http://{LOOPBACK}:{first}", placed, log, tuple(f"http://{LOOPBACK}:{port}" for port in others))


def _ports(conf: str) -> list[str]:
    return re.findall(r"\blisten\s+(?:[\d.]+:)?(\d+)[^;]*;", conf)


def _placed(conf: str, directory: Path, site: Path, ports: Mapping[str, int]) -> str:
    """Return a configuration with its addresses and folders replaced, run in the foreground as the current user."""
    conf = re.sub(r"(?<![\w.-])/tmp/", lambda _: f"{directory.resolve()}/", conf)
    conf = re.sub(r"\blisten\s+\[[^;]+;", "", conf)
    conf = re.sub(r"\blisten\s+(?:[\d.]+:)?(\d+)[^;]*;", lambda found: f"listen {LOOPBACK}:{ports[found[1]]};", conf)
    conf = conf.replace("/etc/nginx/modules-enabled/*.conf", str(directory / "modules.conf"))
    conf = conf.replace(f"{_DROP_INS}/*.conf", str(directory / "drop-in.conf"))
    if (site / "current").is_symlink():
        conf = conf.replace(f"{_PUBLISHED}/", f"{site.resolve()}/")
    else:
        conf = re.sub(r"\broot\s+[^;]+;", lambda _: f'root "{site.resolve()}";', conf)
    conf = re.sub(r"(?m)^\s*(daemon|user)\s[^;]+;", "", conf)
    user = "user root;\n" if os.geteuid() == 0 else ""
    return f"daemon off;\n{user}{conf}"
