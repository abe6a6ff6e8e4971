"""The forms of reasons and definitions that come with their parts in them, and how the language knows them again."""

from __future__ import annotations

from kubefolio.language import mark, mark_form

FORMS = (
    mark_form("the cluster does not serve {kind}"),
    mark_form("the service account may not list {kind}"),
    mark_form("kubernetes: {kind}: {reason}"),
    mark_form("kubernetes: the list of {kind} has an unexpected form: {reason}"),
    mark_form("kubernetes: the list of {kind} has an unexpected form"),
    mark_form("the cluster's API server could not be asked: {reason}"),
    mark_form("the metrics server could not be asked: {reason}"),
    mark_form("the repository could not be fetched: {reason}"),
    mark_form("no complete answer within {seconds} s"),
    mark_form("no answer within {seconds} s"),
    mark_form("the answer is longer than {count} MiB"),
    mark_form("its controller does not say whether it is {state}"),
    mark_form("the metrics server answered {reason}"),
    mark_form("the expression gives {what} where a number belongs"),
    mark_form("the expression does not fit the facts: {error}"),
    mark_form("the measure covers {measured}, the claim speaks of {wanted}"),
    mark_form("there is data for {days} days, and the claim speaks of {wanted}"),
    mark_form("{title}: availability, {days} days"),
    mark_form("{title}: error budget left, {days} days"),
    mark_form(
        "Share of the last {days} days that it was up, or of as many of them as the metrics server has kept, looked at "
        "once a minute. {down} A minute without data is neither up nor down."
    ),
    mark_form(
        "Minutes that it may still be down in {days} days and meet its objective of {target} %: the minutes that the "
        "objective allows in the whole window, without those that it was down. Below zero the objective is missed."
    ),
)
"""Each as the place that writes it puts it together; a test makes one of each."""

WHOLE = (
    mark("the Kubernetes source is not configured"),
    mark("the GitOps source is not configured"),
    mark("the Prometheus source is not configured"),
    mark("the connection was refused or the name is not known"),
    mark("TLS: the server's certificate is not trusted or the handshake failed"),
    mark("the connection broke"),
    mark("the connection closed in the middle of an answer"),
    mark("the answer is not that of an API server"),
    mark("its name is not known"),
    mark("access was denied"),
    mark("its server's key or certificate is not trusted"),
    mark("it has no such branch, tag or commit"),
    mark("there is none at its address"),
    mark("its server did not answer"),
    mark("the live source could not be read, and the last snapshot stands in; it says otherwise"),
    mark("the metrics server warned that its answer may be incomplete; it says otherwise"),
)
"""Those of which there are few."""
