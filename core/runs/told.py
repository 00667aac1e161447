"""What a job has to tell, as it is stored: findings as JSON, numbers that cannot be computed as null."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from core.findings import Finding, Severity


def plain(value: Any) -> Any:
    """The same in types of JSON; a number that cannot be computed becomes None."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # of NumPy, which is not imported for this
        return plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def finding_to_json(finding: Finding | None) -> str | None:
    """None stays None: no finding is stored as NULL."""
    return json.dumps(finding_to_dict(finding)) if finding else None


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity.value,
        "key": finding.key,
        "values": plain(finding.values),
        "remedies": list(finding.remedies),
        "columns": list(finding.columns),
        "rows": list(finding.rows),
    }


def finding_from_dict(stored: dict[str, Any]) -> Finding:
    return Finding(
        severity=Severity(stored["severity"]),
        key=stored["key"],
        values=stored["values"],
        remedies=tuple(stored["remedies"]),
        columns=tuple(stored["columns"]),
        rows=tuple(stored["rows"]),
    )


def finding_from_json(text: str | None) -> Finding | None:
    return finding_from_dict(json.loads(text)) if text else None
