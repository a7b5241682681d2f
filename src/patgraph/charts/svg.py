"""The SVG of a chart, finished: a role and a name, colours for either ground, only shapes and words."""

import xml.etree.ElementTree as ElementTree

from patgraph.characters import for_xml
from patgraph.errors import WorkerLost
from patgraph.questions.chart_header import PALETTE

_SVG = "http://www.w3.org/2000/svg"
_DRAWS = {"svg", "g", "path", "text", "tspan", "rect", "line", "defs", "clipPath"}
#: What a drawn element has: places, shapes and paint; no event, no link, no style of its own.
_HAS = {
    "class", "clip-path", "cx", "cy", "d", "dy", "dx", "fill", "fill-opacity", "font-family",
    "font-size", "font-style", "font-weight", "height", "id", "opacity", "pointer-events",
    "preserveAspectRatio", "r", "rx", "ry",
    "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "transform", "version", "viewBox",
    "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip


def finished(drawn: bytes, title: str, told: str) -> bytes:
    """An SVG that is read as one picture with a name and a text, and that follows the reader's ground. Raises
    `WorkerLost` where what was drawn is no picture.
    """
    try:
        root = ElementTree.fromstring(for_xml(drawn))
    except ElementTree.ParseError as error:
        raise WorkerLost(f"The chart was not drawn as SVG ({error}); ask again.") from error
    for element in root.iter():
        _keep_what_draws(element)
    root.attrib |= {"role": "img", "aria-labelledby": "chart-title chart-text"}
    named = ElementTree.Element(f"{{{_SVG}}}title", {"id": "chart-title"})
    text = ElementTree.Element(f"{{{_SVG}}}desc", {"id": "chart-text"})
    style = ElementTree.Element(f"{{{_SVG}}}style")
    named.text, text.text, style.text = title, told, _style()
    root[:0] = [named, text, style]
    ElementTree.register_namespace("", _SVG)
    return for_xml(ElementTree.tostring(root, "utf-8", xml_declaration=True))


def _keep_what_draws(element: ElementTree.Element) -> None:
    space, _, tag = element.tag.rpartition("}")
    if space != f"{{{_SVG}" or tag not in _DRAWS:
        raise WorkerLost(f"The chart was drawn with a {tag[:40]!r}, which none of ours has; it is not shown.")
    for name in [name for name in element.attrib if name not in _HAS]:
        del element.attrib[name]


def _style() -> str:
    light, dark = (
        " ".join(f"--{name}: {colours[at]};" for name, colours in PALETTE.items()) for at in (0, 1)
    )
    return (
        # Where another face stands in for the one that was measured it is made as large as that.
        f"text {{ font-size-adjust: 0.519; }} :root {{ color-scheme: light dark; {light} }} "
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }} "
        f"@media print {{ :root {{ {light} }} }}"
    )
