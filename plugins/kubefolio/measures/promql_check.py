"""PromQL of the owner, checked before a server is asked."""

from __future__ import annotations

import promql_parser

from kubefolio.measures.owner_types import MeasuresFile
from kubefolio.owner_file import OwnerFile

_NO_VECTOR = (
    promql_parser.NumberLiteral,
    promql_parser.StringLiteral,
    promql_parser.MatrixSelector,
    promql_parser.SubqueryExpr,
)
_SCALAR = (promql_parser.ValueType.Scalar, promql_parser.ValueType.String)


def check_promql(file: OwnerFile[MeasuresFile], where: str, named: str, promql: str) -> None:
    """Refuse a query that cannot be shown, with its line."""
    wrong = find_fault(promql)
    if wrong:
        raise file.error(where, f"{named}: the query is not PromQL that can be shown: {wrong}; correct it")


def find_fault(promql: str) -> str:
    """Return what is wrong with a query, or nothing: it must parse, and answer with series and not with one scalar."""
    try:
        parsed = promql_parser.parse(promql)
    except ValueError as error:
        return str(error)
    while isinstance(parsed, promql_parser.ParenExpr):
        parsed = parsed.expr
    if isinstance(parsed, promql_parser.Call) and parsed.func.return_type in _SCALAR:
        return f"{parsed.func.name}() answers with a scalar, put vector() around it"
    if isinstance(parsed, _NO_VECTOR):
        return "it must answer with an instant vector"
    return ""
