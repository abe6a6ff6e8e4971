"""Configuration, authentication and TLS to a cluster: the one module that knows the `kubernetes` client."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from kubefolio.errors import SourceError
from kubefolio.sources.bounds import Count, Seconds, Text
from kubefolio.sources.deadline import bound_reads
from kubefolio.sources.http import Limits, fetch
from kubefolio.sources.kubernetes import exec_plugin

if TYPE_CHECKING:
    import urllib3

TOKEN_FILE = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")
UNUSABLE = "the kubeconfig cannot be used"
"""What a reader of the site is told, whatever is wrong with it."""
MALFORMED = (yaml.YAMLError, OSError, ValueError, TypeError, KeyError, AttributeError)
"""What the client raises over a kubeconfig of an unexpected form, besides its own exception."""


class KubernetesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to reach the cluster. Everything has kubectl's default: in a pod its service account, else the kubeconfig."""

    context: Text | None = None
    """Context of the kubeconfig; none means its current context."""
    kubeconfig: Text | None = None
    """Path of the kubeconfig; none means `$KUBECONFIG`, then `~/.kube/config`."""
    timeout_s: Seconds = 60.0
    """Longest time for one list, in seconds, retries included."""
    connect_timeout_s: Seconds = 5.0
    """Longest time for a connection to be made, in seconds."""
    read_timeout_s: Seconds = 15.0
    """Longest silence while an answer arrives, in seconds."""
    attempts: Count = 3
    """How often a request is made that is refused for the moment or cut off."""
    page_size: Count = 500
    """Objects asked for at a time."""
    max_objects: Count = 200_000
    """Objects of one kind that are read at most; a longer list is missing as a whole."""
    max_parallel: Count = 8
    """Lists that are read at the same time."""
    max_bytes: Count = 64 * 1024 * 1024
    """Longest single answer, in bytes."""
    exec_timeout_s: Seconds = 60.0
    """Longest time for the kubeconfig's exec plugin, in seconds; a login in a browser may need more."""


@dataclass(frozen=True)
class Connection:
    """An authenticated way to one API server; safe to use from several threads."""

    host: str
    pool: urllib3.PoolManager
    headers: Mapping[str, str]
    limits: Limits

    def get(self, path: str, deadline: float | None = None) -> bytes:
        """Return the body of a GET of `path`; anything but 200 is a `FetchError`. For the deadline see `fetch`."""
        return fetch(self.pool, self.host + path, self.headers, self.limits, deadline)


def connect(settings: KubernetesSettings) -> Connection:
    """Return a connection for the settings; nothing is sent yet.

    Raises:
        SourceError: the kubeconfig, its context or its exec plugin cannot be used.
    """
    from kubernetes import client, config  # noqa: PLC0415  # 0.3 s and 20 MB: only when a cluster is read

    configuration = client.Configuration()
    configuration.connection_pool_maxsize = settings.max_parallel
    try:
        if _in_cluster(settings):
            config.load_incluster_config(client_configuration=configuration)
        else:
            _load_kubeconfig(config, configuration, settings)
    except config.ConfigException as error:
        raise SourceError(f"kubernetes: {error}; check --context and --kubeconfig", UNUSABLE) from error
    except MALFORMED as error:
        form = f"has an unexpected form ({type(error).__name__})"
        raise SourceError(
            f"kubernetes: the kubeconfig {form}; 'kubectl config view' shows what is in it", UNUSABLE
        ) from error
    if not configuration.host.startswith(("https://", "http://")):
        raise SourceError("kubernetes: the kubeconfig's server is no address that begins with https://", UNUSABLE)
    api = client.ApiClient(configuration)
    return Connection(
        host=configuration.host,
        pool=bound_reads(api.rest_client.pool_manager),
        headers={"Accept": "application/json", "User-Agent": "kubefolio", **_authorization(configuration)},
        limits=Limits(
            connect_s=settings.connect_timeout_s,
            read_s=settings.read_timeout_s,
            total_s=settings.timeout_s,
            max_bytes=settings.max_bytes,
            attempts=settings.attempts,
        ),
    )


def list_contexts(settings: KubernetesSettings) -> tuple[str, ...]:
    """Return the names of the kubeconfig's contexts, sorted; none where it cannot be read."""
    from kubernetes import config  # noqa: PLC0415  # see `connect`

    try:
        file = str(Path(settings.kubeconfig).expanduser()) if settings.kubeconfig else None
        contexts, _ = config.list_kube_config_contexts(config_file=file)
    except (config.ConfigException, *MALFORMED):
        return ()
    return tuple(sorted(str(context["name"]) for context in contexts))


@lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Decimal:
    """Return a quantity in its base unit (cores, bytes, pieces); what is no quantity is a ValueError."""
    from kubernetes.utils import parse_quantity as parse  # noqa: PLC0415  # see `connect`

    amount = Decimal(parse(text))
    if not amount.is_finite():
        raise ValueError("a quantity is not a finite number")
    return amount


def _in_cluster(settings: KubernetesSettings) -> bool:
    """Tell whether to use the pod's service account: nothing else was asked for and there is one."""
    asked = settings.context or settings.kubeconfig or os.environ.get("KUBECONFIG")
    return not asked and "KUBERNETES_SERVICE_HOST" in os.environ and TOKEN_FILE.exists()


def _load_kubeconfig(config: Any, configuration: Any, settings: KubernetesSettings) -> None:  # noqa: ANN401
    loader = config.kube_config._get_kube_config_loader(  # noqa: SLF001  # the client has no public way to ask
        filename=_kubeconfig(config, settings), active_context=settings.context
    )
    plugin = loader._user["exec"] if loader._user and "exec" in loader._user else None  # noqa: SLF001
    if plugin is not None:
        _bound_plugin(plugin.value, settings.exec_timeout_s)
    began = time.monotonic()
    with _quiet_root():
        loader.load_and_set(configuration)
    if plugin is not None and not (_authorization(configuration) or configuration.cert_file):
        late = time.monotonic() - began >= settings.exec_timeout_s
        when = f" within {settings.exec_timeout_s:g} s (sources.kubernetes.exec_timeout_s)" if late else ""
        raise SourceError(
            f"kubernetes: the kubeconfig's exec plugin gave no credentials{when}; "
            "run 'kubectl get nodes' with it to see why",
            UNUSABLE,
        )


def _kubeconfig(config: Any, settings: KubernetesSettings) -> str:  # noqa: ANN401
    default: str = config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION
    return str(Path(settings.kubeconfig).expanduser()) if settings.kubeconfig else default


def _bound_plugin(plugin: dict[str, Any], seconds: float) -> None:
    """Put the program that ends a plugin in time before its command: the client would wait for ever."""
    runner = [
        sys.executable,
        "-I",
        exec_plugin.__file__,
        f"{seconds:g}",
        plugin.get("interactiveMode") or "IfAvailable",
    ]
    plugin["args"] = [*runner[1:], plugin["command"], *(plugin.get("args") or ())]
    plugin["command"] = runner[0]


@contextmanager
def _quiet_root() -> Iterator[None]:
    """Keep the client from giving the root logger a handler, through which a failed plugin's words would be printed."""
    root, handler = logging.getLogger(), logging.NullHandler()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def _authorization(configuration: Any) -> dict[str, str]:  # noqa: ANN401
    """Return the header that holds the token. Like kubectl, show it to nobody over a connection that is not TLS."""
    settings = configuration.auth_settings().get("BearerToken")
    value: str = (settings and settings["value"]) or ""
    if not (value.isascii() and value.isprintable()):
        raise SourceError("kubernetes: the kubeconfig's token holds characters that no token has", UNUSABLE)
    return {"Authorization": value} if value and configuration.host.startswith("https://") else {}
