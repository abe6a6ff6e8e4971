"""One folder per page: `view.py` builds what `page.md.j2` lays out. To add a page, add its folder and its row here."""

from __future__ import annotations

from kubefolio.pages.application.view import build_pages as application
from kubefolio.pages.applications.view import build_pages as applications
from kubefolio.pages.architecture.view import build_pages as architecture
from kubefolio.pages.badges.files import build_files as badges
from kubefolio.pages.base import BuildFiles, BuildPages
from kubefolio.pages.breakglass.view import build_pages as breakglass
from kubefolio.pages.data.files import build_files as data_files
from kubefolio.pages.data.view import build_pages as data
from kubefolio.pages.delivery.view import build_pages as delivery
from kubefolio.pages.evidence.view import build_files as evidence_files
from kubefolio.pages.evidence.view import build_pages as evidence
from kubefolio.pages.measures.view import build_pages as measures
from kubefolio.pages.metrics.view import build_pages as metrics
from kubefolio.pages.nodes.view import build_pages as nodes
from kubefolio.pages.scorecard.view import build_pages as scorecard
from kubefolio.pages.security.view import build_pages as security
from kubefolio.pages.storage.view import build_pages as storage

PAGES: tuple[BuildPages, ...] = (
    architecture,
    nodes,
    security,
    storage,
    scorecard,
    breakglass,
    applications,
    application,
    delivery,
    metrics,
    evidence,
    measures,
    data,
)

FILES: tuple[BuildFiles, ...] = (badges, data_files, evidence_files)
