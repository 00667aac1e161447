"""What is remembered in one home. Pages only ever hold what one owner may see of it."""

from __future__ import annotations

from core.runs.database import Database
from core.runs.library import Library


class Store(Database):
    """`Store(home)`: the database and the folders of one home, made when they are missing."""

    def owned_by(self, owner: str = "local") -> Library:
        return Library(self, owner)
