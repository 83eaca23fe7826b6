// Two states of a diagram beside each other, with what differs marked on both; the list of changes leads to the place.
(() => {
  "use strict";
  if (!window.BpmnJS || !window.BpmnDiffer) return;
  const { say, translate } = window.studioWords;
  const SIGNS = { added: "+", removed: "−", changed: "~", moved: "↔" }, OF = { "+": "added", "-": "removed", "~": "changed" };
  const READABLE = 0.35, CLEAR = 0.7;

  const viewerIn = (figure) => {
    const drawn = figure.querySelector(".diagram"), place = document.createElement("div");
    place.className = "diff-canvas";
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", drawn.getAttribute("aria-label"));
    drawn.before(place);
    const viewer = new window.BpmnJS({ container: place, additionalModules: [{ translate: ["value", translate] }] });
    return { viewer, place, drawn, get: (name) => viewer.get(name) };
  };
  const has = (side, id) => side.get("elementRegistry").get(id);

  // what bpmn-js-differ finds, and what the list says besides: who is in which lane, what is the default
  const signs = (before, after, items) => {
    const found = window.BpmnDiffer.diff(before.viewer.getDefinitions(), after.viewer.getDefinitions());
    const kinds = new Map();
    Object.keys(found._layoutChanged).filter((id) => has(after, id) && !has(after, id).waypoints).forEach((id) => kinds.set(id, "moved"));
    Object.keys(found._changed).forEach((id) => kinds.set(id, "changed"));
    Object.keys(found._removed).forEach((id) => kinds.set(id, "removed"));
    Object.keys(found._added).forEach((id) => kinds.set(id, "added"));
    items.forEach((item) => kinds.set(item.dataset.element, OF[item.dataset.sign]));
    return kinds;
  };
  const middle = (element) => {
    if (!element.waypoints) return { top: -20, left: -4 };
    const at = Math.floor((element.waypoints.length - 1) / 2), [one, other] = element.waypoints.slice(at, at + 2);
    const left = Math.min(...element.waypoints.map((point) => point.x)), top = Math.min(...element.waypoints.map((point) => point.y));
    return { top: (one.y + other.y) / 2 - top - 10, left: (one.x + other.x) / 2 - left - 10 };
  };
  const mark = (side, id, kind) => {
    const element = has(side, id);
    if (!element?.parent) return; // the page itself has no place
    side.get("canvas").addMarker(element, `diff-${kind}`);
    const html = document.createElement("div");
    html.className = `diff-badge diff-badge--${kind}`;
    html.textContent = `${SIGNS[kind]} ${say(kind)}`;
    side.get("overlays").add(element, "diff", { position: middle(element), scale: { min: 0.7, max: 1.1 }, html });
  };

  // what one shows the other shows too, at the same scale
  const together = (one, other) => {
    let leading = null;
    [[one, other], [other, one]].forEach(([from, to]) => from.viewer.on("canvas.viewbox.changed", ({ viewbox }) => {
      if (leading && leading !== from) return;
      leading = from;
      to.get("canvas").viewbox({ x: viewbox.x, y: viewbox.y, width: viewbox.width, height: viewbox.height });
      leading = null;
    }));
  };
  const fit = (one, other) => {
    const boxes = [one, other].map((side) => side.get("canvas").viewbox().inner), MARGIN = 20;
    const x = Math.min(...boxes.map((box) => box.x)) - MARGIN, y = Math.min(...boxes.map((box) => box.y)) - MARGIN;
    const right = Math.max(...boxes.map((box) => box.x + box.width)), bottom = Math.max(...boxes.map((box) => box.y + box.height));
    const canvas = one.get("canvas"), { outer } = canvas.viewbox();
    const scale = Math.min(1, Math.max(READABLE, Math.min(outer.width / (right - x + MARGIN), outer.height / (bottom - y + MARGIN))));
    canvas.viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
  };
  const point = (sides, id) => sides.forEach((side) => {
    if (side.get("canvas").zoom() < CLEAR) side.get("canvas").zoom(CLEAR);
    side.get("elementRegistry").filter((one) => one.id).forEach((one) => side.get("canvas").removeMarker(one, "diff-pointed"));
    if (!has(side, id)) return;
    side.get("canvas").addMarker(id, "diff-pointed");
    side.get("canvas").scrollToElement(id, 60);
  });
  const lead = (item, sides) => {
    if (!sides.some((side) => has(side, item.dataset.element)?.parent)) return;
    const words = item.lastElementChild, button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.lang = words.lang;
    button.textContent = words.textContent;
    button.addEventListener("click", () => {
      sides.findLast((side) => has(side, item.dataset.element)).place.scrollIntoView({ block: "nearest" });
      point(sides, item.dataset.element);
    });
    words.replaceWith(button);
  };

  const show = async (section) => {
    const answer = await fetch(section.dataset.compared, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    const [one, other] = [...section.querySelectorAll("figure")].map(viewerIn);
    try {
      await Promise.all([one.viewer.importXML(told.before), other.viewer.importXML(told.after)]);
    } catch { // it has no drawing: the server's stays
      [one, other].forEach((side) => { side.viewer.destroy(); side.place.remove(); });
      return;
    }
    [one, other].forEach((side) => { side.drawn.hidden = true; });
    const items = [...section.querySelectorAll("[data-element]")];
    signs(one, other, items).forEach((kind, id) => {
      if (kind !== "added") mark(one, id, kind);
      if (kind !== "removed") mark(other, id, kind);
    });
    together(one, other);
    fit(one, other);
    const first = items.find((item) => has(other, item.dataset.element));
    if (first) other.get("canvas").scrollToElement(first.dataset.element, 60);
    items.forEach((item) => lead(item, [one, other]));
    section.dataset.shown = "";
  };
  const watch = new IntersectionObserver((entries) => entries.filter((one) => one.isIntersecting).forEach((one) => {
    watch.unobserve(one.target);
    show(one.target);
  }), { rootMargin: "200px" });
  document.querySelectorAll("[data-compared]").forEach((one) => watch.observe(one));
})();
