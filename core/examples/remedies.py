"""What the remedies of all findings do to the preparation: the steps that learn nothing, and those that learn."""

from __future__ import annotations

from core.data import remedies as of_data
from core.data.spec import DataSpec
from core.errors import SettingsError
from core.examples.spec import LEARNED, AnyLearned, Clip, Encode, FittingSpec, LinearFill, UsualFill
from core.findings import Finding
from core.spec import record

_FILLS = ("fill_forward", "fill_seasonal", "fill_linear", "fill_usual", "keep_missing")
_SPIKES = ("keep_spikes", "clip_values", "clip_missing")
_WORDS = ("as_category", "as_ordinal", "leave_out", "keep_column")


@record
class Preparation:
    """Everything that happens between the table and the examples."""

    data: DataSpec
    fitting: FittingSpec

    @property
    def working(self) -> Preparation:
        """Only the steps that are switched on."""
        return Preparation(
            data=self.data.but(steps=self.data.working), fitting=self.fitting.but(learned=self.fitting.working)
        )


def apply_remedy(prep: Preparation, finding: Finding, remedy: str) -> Preparation:
    """The same preparation with this remedy chosen; choosing another one of the finding undoes it.

    Raises ValueError for a remedy the finding does not offer, SettingsError when nothing would be
    left to predict.
    """
    data = of_data.apply_remedy(prep.data, finding, remedy)
    return Preparation(data=data, fitting=_fitting(prep.fitting, finding, remedy))


def chosen_remedy(prep: Preparation, finding: Finding) -> str | None:
    """The remedy that `prep` holds now: the one that would change nothing of what is switched on."""
    now = prep.working
    return next((remedy for remedy in finding.remedies if _changes_nothing(now, finding, remedy)), None)


def with_learned(fitting: FittingSpec, step: AnyLearned) -> FittingSpec:
    """`fitting` with this step in its place in the order; its columns leave the other steps of its kind."""
    fitting = without_learned(fitting, type(step), step.columns)
    same = next((old for old in fitting.learned if old.but(columns=step.columns) == step), None)
    if same:
        joined = same.but(columns=(*same.columns, *step.columns))
        return fitting.but(learned=tuple(joined if old is same else old for old in fitting.learned))
    ordered = sorted((*fitting.learned, step), key=lambda one: LEARNED.index(type(one)))
    return fitting.but(learned=tuple(ordered))


def without_learned(fitting: FittingSpec, kind: type[AnyLearned], columns: tuple[str, ...]) -> FittingSpec:
    """No step of this kind touches `columns`; one that is left without any goes."""
    steps = []
    for step in fitting.learned:
        kept = tuple(name for name in step.columns if not (isinstance(step, kind) and name in columns))
        if kept:
            steps.append(step.but(columns=kept))
    return fitting.but(learned=tuple(steps))


def _changes_nothing(prep: Preparation, finding: Finding, remedy: str) -> bool:
    try:
        return apply_remedy(prep, finding, remedy) == prep
    except SettingsError:
        return False


def _fitting(fitting: FittingSpec, finding: Finding, remedy: str) -> FittingSpec:
    columns = finding.columns
    if remedy in (*_FILLS, "mark_and_fill"):
        fitting = _step(fitting, LinearFill, columns, LinearFill(columns=columns) if remedy == "fill_linear" else None)
        return _step(fitting, UsualFill, columns, _usual(finding) if remedy == "fill_usual" else None)
    if remedy in _SPIKES:
        how = "missing" if remedy == "clip_missing" else "clip"
        about = {"columns": columns, "how": how, "reach": finding.values.get("reach", 3.0)}
        return _step(fitting, Clip, columns, None if remedy == "keep_spikes" else Clip.model_validate(about))
    if remedy in _WORDS:
        ordinal = Encode(columns=columns, how="ordinal") if remedy == "as_ordinal" else None
        return _step(fitting, Encode, columns, ordinal)
    if remedy in ("use_log", "keep_skew"):
        others = tuple(name for name in fitting.log if name not in columns)
        log = (*others, *columns) if remedy == "use_log" else others
        return fitting if set(log) == set(fitting.log) else fitting.but(log=log)
    return fitting


def _usual(finding: Finding) -> UsualFill:
    """The usual value at the same place in the season, where there is one; else the middle one."""
    season = finding.values.get("season")
    if season is None:
        return UsualFill(columns=finding.columns)
    return UsualFill(columns=finding.columns, how="season", season=int(str(season)))


def _step(
    fitting: FittingSpec, kind: type[AnyLearned], columns: tuple[str, ...], step: AnyLearned | None
) -> FittingSpec:
    """`columns` in `step` and in no other of its kind; unchanged when that is so already."""
    own = [old for old in fitting.learned if isinstance(old, kind) and set(old.columns) & set(columns)]
    if step and len(own) == 1 and set(columns) <= set(own[0].columns) and own[0].but(columns=columns) == step:
        return fitting
    return with_learned(fitting, step) if step else without_learned(fitting, kind, columns)
