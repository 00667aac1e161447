"""Stage 2: brackets on the user's own curve, what doing nothing achieves, which rows learn."""

from core.text import say
from pages.parts import draft as drafts
from pages.parts import shell, window_parts, window_picture, window_shape, window_tabs

draft = drafts.current()
page = shell.page(say("pages.window.title"), window_picture.sentence(drafts.dataset(draft), draft.experiment.examples))
bar = shell.bottom("", back="data", next="model")
window_picture.draw()
window_shape.draw(page, bar)
window_shape.nothing()
window_parts.draw()
window_tabs.draw()
