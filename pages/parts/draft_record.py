"""What a draft holds, and how it is written down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from core.data.dial import DialSpec
from core.experiment import Experiment
from core.recommend import with_data
from core.spec import record


@record
class Draft:
    """What is on the screen: a dataset of the library, an experiment, and the run last looked at.

    `dials` are those of a dial-a-series, which its file does not tell.
    """

    id: str
    dataset: str
    experiment: Experiment
    run: str | None = None
    dials: DialSpec | None = None

    def but(self, **parts: Any) -> Draft:
        """The same draft with other parts of the experiment; what hangs on what is predicted follows other data."""
        data = parts.pop("data", self.experiment.data)
        return replace(self, experiment=with_data(self.experiment, data, **parts))

    def to_json(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset,
            "experiment": self.experiment.model_dump(mode="json"),
            "run": self.run,
            "dials": self.dials.model_dump(mode="json") if self.dials else None,
        }

    @classmethod
    def from_json(cls, id: str, saved: dict[str, Any]) -> Draft | None:
        """The draft that was written down; None where its settings mean nothing any more."""
        try:
            experiment = Experiment.model_validate(saved["experiment"])
            dials = DialSpec.model_validate(saved["dials"]) if saved.get("dials") else None
        except ValidationError:
            return None
        return cls(id=id, dataset=saved["dataset"], experiment=experiment, run=saved.get("run"), dials=dials)
