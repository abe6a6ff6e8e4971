"""Address, authentication and TLS to a Prometheus-compatible server."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import msgspec
import urllib3

from kubefolio.errors import SettingsError
from kubefolio.sources.bounds import Count, HeaderText, Seconds, Text
from kubefolio.sources.deadline import bound_reads
from kubefolio.sources.http import Limits, fetch


class PrometheusSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the server is and how to sign in. Secrets come from files or environment variables, never from here."""

    url: Text
    """Base address with any path prefix; `/api/v1/query` is added to it."""
    token_file: str | None = None
    """File that holds a bearer token."""
    token_env: str | None = None
    """Environment variable that holds a bearer token."""
    username: str | None = None
    """User name for basic authentication."""
    password_file: str | None = None
    """File that holds the password for basic authentication."""
    password_env: str | None = None
    """Environment variable that holds the password for basic authentication."""
    tenant: HeaderText | None = None
    """Tenant of Mimir, Loki-style (`X-Scope-OrgID`)."""
    ca_file: str | None = None
    """Certificate authority to trust instead of the system's."""
    timeout_s: Seconds = 30.0
    """Longest time for one query, in seconds, retries included."""
    connect_timeout_s: Seconds = 5.0
    """Longest time for a connection to be made, in seconds."""
    attempts: Count = 3
    """How often a query is asked that is refused for the moment or cut off."""
    max_parallel: Count = 4
    """Queries that are asked at the same time."""
    max_bytes: Count = 64 * 1024 * 1024
    """Longest single answer, in bytes."""


@dataclass(frozen=True)
class Connection:
    """An authenticated way to one server; safe to use from several threads."""

    base: str
    pool: urllib3.PoolManager
    headers: Mapping[str, str]
    limits: Limits

    def get(self, endpoint: str, parameters: Mapping[str, str]) -> bytes:
        """Return the body of an API call; anything but 200 is a `FetchError`."""
        return fetch(self.pool, f"{self.base}/api/v1/{endpoint}?{urlencode(parameters)}", self.headers, self.limits)


def connect(settings: PrometheusSettings) -> Connection:
    """Return a connection for the settings; nothing is sent yet.

    Raises:
        SettingsError: the address is unusable or a secret is not where it should be.
    """
    parts = urlsplit(settings.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError("prometheus.url: must begin with http:// or https:// and name a host")
    if parts.username or parts.password:
        raise SettingsError("prometheus.url: holds a user name or password; use username and password_env instead")
    if settings.ca_file and not Path(settings.ca_file).expanduser().is_file():
        raise SettingsError(f"prometheus.ca_file: {settings.ca_file}: there is no such file")
    pool = bound_reads(urllib3.PoolManager(ca_certs=settings.ca_file, maxsize=settings.max_parallel))
    limits = Limits(
        connect_s=settings.connect_timeout_s,
        read_s=settings.timeout_s,
        total_s=settings.timeout_s,
        max_bytes=settings.max_bytes,
        attempts=settings.attempts,
    )
    return Connection(settings.url.rstrip("/"), pool, _headers(settings), limits)


def _headers(settings: PrometheusSettings) -> dict[str, str]:
    headers = {"Accept": "application/json", "User-Agent": "kubefolio"}
    token = _secret("token", settings.token_file, settings.token_env)
    if not (token.isascii() and token.isprintable()):
        raise SettingsError("prometheus.token: holds characters that no token has")
    password = _secret("password", settings.password_file, settings.password_env)
    if token:
        headers["Authorization"] = f"Bearer {token}"
    elif settings.username:
        headers["Authorization"] = f"Basic {b64encode(f'{settings.username}:{password}'.encode()).decode()}"
    if settings.tenant:
        headers["X-Scope-OrgID"] = settings.tenant
    return headers


def _secret(name: str, file: str | None, variable: str | None) -> str:
    """Return a secret from its file or environment variable; empty when neither is set."""
    if file:
        try:
            return Path(file).expanduser().read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"prometheus.{name}_file: {file}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"prometheus.{name}_file: {file}: is not text") from error
    if variable and variable not in os.environ:
        raise SettingsError(f"prometheus.{name}_env: the environment variable {variable} is not set")
    return os.environ.get(variable, "").strip() if variable else ""
