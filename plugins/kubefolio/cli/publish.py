"""`kubefolio publish`: build, check, switch, again and again, for the server that serves the result."""

from __future__ import annotations

import shlex
import signal
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import click

from kubefolio.cli.say import say
from kubefolio.errors import SettingsError
from kubefolio.publish.loop import GATE, MKDOCS, Plan, Publisher
from kubefolio.publish.server import serving
from kubefolio.settings import parse_duration
from kubefolio.terminal import plain


class Duration(click.ParamType[timedelta]):
    """A number and one of s, m, h, d, w."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Return the duration, or say what is wrong with it."""
        try:
            return parse_duration(str(value))
        except SettingsError:
            self.fail(
                f"'{str(value)[:20]}' is not a duration; write a number and s, m, h, d or w, as in 10m", param, ctx
            )


DURATION = Duration()


@click.command("publish")
@click.option("--into", required=True, metavar="DIR", help="Folder of the generations; serve DIR/current/site.")
@click.option(
    "--config", "-f", default="mkdocs.yml", show_default=True, metavar="FILE", help="Configuration of the site."
)
@click.option("--once", is_flag=True, help="Build once and end: with 0 if a good generation came of it.")
@click.option(
    "--interval", type=DURATION, default="10m", show_default=True, help="Time between builds; 0s: when asked."
)
@click.option("--trigger", multiple=True, metavar="PATH", help="A file, folder or link whose change asks for a build.")
@click.option("--debounce", type=DURATION, default="5s", show_default=True, help="Quiet time before such a build.")
@click.option("--keep", type=click.IntRange(1), default=3, show_default=True, help="Generations that are kept.")
@click.option("--timeout", type=DURATION, default="30m", show_default=True, help="The longest a build may take.")
@click.option("--build", metavar="COMMAND", help="What builds the site, instead of a strict mkdocs; {config}, {site}.")
@click.option(
    "--gate/--no-gate", default=True, show_default=True, help="Read every byte of the site before it is served."
)
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Port for the state page and the metrics.")
@click.option("--metrics-address", default="127.0.0.1", show_default=True, help="Where that port listens.")
def publish_command(
    *,
    into: str,
    config: str,
    once: bool,
    interval: timedelta,
    trigger: tuple[str, ...],
    debounce: timedelta,
    keep: int,
    timeout: timedelta,
    build: str | None,
    gate: bool,
    metrics_port: int | None,
    metrics_address: str,
) -> None:
    """Build the site and switch to it when it is good; whatever fails, the last good one stays."""
    plan = Plan(
        config=Path(config),
        into=Path(into),
        commands=(_words(build) if build else MKDOCS,),
        checks=(GATE,) if gate else (),
        interval=interval or None,
        triggers=tuple(map(Path, trigger)),
        debounce=debounce,
        keep=keep,
        timeout=timeout,
    )
    publisher = Publisher(plan, say=lambda line: say(plain(line), err=True))
    _obey_signals(publisher)
    server = nullcontext() if metrics_port is None else serving(
        metrics_address, metrics_port, publisher.state, publisher.ask_for_build
    )  # fmt: skip
    with server as port:
        if port:
            say(f"kubefolio: the state is at http://{metrics_address}:{port}/", err=True)
        good = publisher.run_once() if once else publisher.run()
    if not good:
        raise SystemExit(1)


def _words(command: str) -> tuple[str, ...]:
    words = tuple(shlex.split(command))
    if not any("{site}" in word for word in words):
        raise click.BadParameter("must name {site}, the folder to build into", param_hint="--build")
    return words


def _obey_signals(publisher: Publisher) -> None:
    """End at SIGTERM and SIGINT, build at SIGHUP."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: publisher.stop())
    signal.signal(signal.SIGHUP, lambda _number, _frame: publisher.ask_for_build())
