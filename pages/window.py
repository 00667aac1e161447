"""Stage 2: brackets on the user's own curve, what doing nothing achieves, which rows learn.

Where a series or a row is a whole example: the examples themselves, and which of them learn.
"""

from core.text import say
from pages.parts import draft as drafts
from pages.parts import shell, whole_parts, whole_picture, window_parts, window_picture, window_shape, window_tabs

draft = drafts.current()
windows = draft.experiment.examples
picture, parts = (whole_picture, whole_parts) if windows.whole else (window_picture, window_parts)
title = say("pages.window.whole.title" if windows.whole else "pages.window.title")
page = shell.page(title, picture.sentence(drafts.dataset(draft), windows))
bar = shell.bottom("", back="data", next="model")
picture.draw()
window_shape.draw(page, bar)
window_shape.nothing()
parts.draw()
window_tabs.draw()
