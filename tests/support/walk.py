"""A walk through a page with the Tab key alone, and what is wrong with it."""

#: What a page has to reach, in the order of the document: links, buttons, fields, what folds, what scrolls.
#: From now on it keeps where the focus comes to: which of them, whether it is seen to be there (the editor
#: shows it around its field), whether it is in the window, and how far down the part of the page stands that
#: it is in; what comes before the content is above all of it, what comes after it is below.
_BEGIN = """(() => {
  // A walk begins at the beginning, wherever one before it has ended.
  removeEventListener('focusin', window.noted);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const stops = [...document.querySelectorAll(all)].filter(each =>
    each.tabIndex >= 0 && !each.disabled && each.checkVisibility({visibilityProperty: true}));
  window.walk = [];
  window.noted = ({target}) => {
    const style = getComputedStyle(target.closest('.CodeMirror-focused') ?? target);
    // A browser's own ring is called `auto`, whatever its width is said to be.
    const ring = style.outlineStyle === 'auto' || parseFloat(style.outlineWidth) >= 2;
    const box = target.getBoundingClientRect(), part = target.closest('main > *, .pictured > *');
    const after = document.querySelector('footer')?.contains(target);
    walk.push({
      stop: stops.indexOf(target), marked: ring && style.outlineStyle !== 'none',
      inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      down: part ? Math.round(part.getBoundingClientRect().top + scrollY) : after ? 1e9 : -1,
    });
  };
  addEventListener('focusin', noted);
  return stops.map(each => each.outerHTML.slice(0, 120));
})()"""


def faults(tab):
    """What is wrong with a walk through the page that is there."""
    stops = tab.evaluate(_BEGIN)
    # One more than there are: it leaves the page, or is at its beginning again.
    tab.press("Tab", len(stops) + 1)
    walk = tab.evaluate("walk")
    if walk[len(stops) :] and walk[-1]["stop"] != 0:
        yield f"the focus is kept at {walk[-1]}"
    walk = walk[: len(stops)]
    reached = [focus["stop"] for focus in walk]
    if sorted(reached) != list(range(len(stops))):
        yield f"{len(stops)} to reach, reached {reached}"
    yield from (f"not seen to be at {stops[focus['stop']]}" for focus in walk if not focus["marked"])
    yield from (f"out of the window: {stops[focus['stop']]}" for focus in walk if not focus["inside"])
    # Within a part of the page as they are written; parts as they stand one below the other.
    order = [(focus["down"], focus["stop"]) for focus in walk]
    if order != sorted(order):
        yield f"not from above to below: {order}"
