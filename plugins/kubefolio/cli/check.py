"""`kubefolio check`: hold every claim of a site against its measures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from kubefolio.claims import check_claims
from kubefolio.claims.baseline import Baseline, decode_baseline, encode_baseline, record
from kubefolio.claims.formats import FORMATS
from kubefolio.claims.report import ExitCode, build_report
from kubefolio.cli.options import config_of, read_claims, read_settings, source_options
from kubefolio.cli.progress import with_progress
from kubefolio.cli.say import say
from kubefolio.errors import KubefolioError, LedgerError
from kubefolio.files import write_whole
from kubefolio.fleet import load_site, measure_site
from kubefolio.ledger import folder_in_repository
from kubefolio.measures import load_catalogue


@click.command("check")
@source_options
@click.option("--ledger", metavar="FILE", help="Ledger of claims.  [default: claims.yml beside mkdocs.yml]")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="people", show_default=True, help="Form.")
@click.option("--output", "-o", metavar="FILE", help="Where the report is written.  [default: standard output]")
@click.option("--baseline", metavar="FILE", help="Failures that are known and do not count.")
@click.option("--update-baseline", is_flag=True, help="Write today's failures to the baseline.")
def check_command(
    form: str,
    output: str | None,
    baseline: str | None,
    *,
    update_baseline: bool,
    **options: str | None,
) -> None:
    """Hold every claim of the site against its measure.

    Exits with 0 when all hold, 1 when one fails, 3 when none fails but one could not be checked, 2 when the call or the
    ledger is wrong.
    """
    if update_baseline and not baseline:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    try:
        code = _check(form, output, baseline, options, update=update_baseline)
    except KubefolioError as error:
        for line in str(error).splitlines():
            say(f"kubefolio: {line}", err=True)
        code = ExitCode.USAGE
    click.get_current_context().exit(int(code))


def _check(form: str, output: str | None, baseline: str | None, options: dict[str, str | None], *, update: bool) -> int:
    settings, claims = read_settings(options), read_claims(options)
    catalogue = load_catalogue(settings.measures, settings.standard)
    now = datetime.now(UTC)
    made = with_progress(lambda progress, warn: load_site(settings, now, progress, catalogue=catalogue, warn=warn))
    verdicts = check_claims(claims, measure_site(made, catalogue))
    if update and baseline:
        _write(baseline, encode_baseline(record(verdicts)))
    folder = folder_in_repository(config_of(options).parent)
    report = build_report(verdicts, _read_baseline(baseline), folder)
    text = FORMATS[form](report)
    if output:
        _write(output, text)
        say(f"kubefolio: {report.summary}; wrote {output}", err=True)
    else:
        say(text, nl=False)
    return report.exit_code


def _read_baseline(file: str | None) -> Baseline:
    if file is None:
        return Baseline()
    try:
        return decode_baseline(Path(file).read_bytes(), file)
    except OSError as error:
        raise LedgerError(f"{file}: cannot be read ({error.strerror}); write it with --update-baseline") from error


def _write(file: str, text: str) -> None:
    try:
        write_whole(Path(file), text.encode(), mode=0o644)
    except OSError as error:
        raise LedgerError(f"{file}: cannot be written ({error.strerror}); give another path") from error
