// A diagram on the canvas: bpmn-js with our panel, our words, and the problems as marks on the elements.
(() => {
  "use strict";
  if (!window.BpmnJS) return;
  window.studioCanvas = (root, panel, editable) => {
    const PALETTE = editable ? 130 : 20, MARGIN = 40, READABLE = 0.4;
    const modeler = new window.BpmnJS({
      container: root.querySelector("[data-canvas]"),
      moddleExtensions: { spiffworkflow: window.studioModel.moddle },
      additionalModules: [{ translate: ["value", window.studioWords.translate] }],
    });
    const model = window.studioPanel.panel(modeler, panel, JSON.parse(root.dataset.choices));
    const registry = () => modeler.get("elementRegistry");

    // the whole diagram, beside the palette and not below it
    const fit = () => {
      const canvas = modeler.get("canvas");
      canvas.zoom("fit-viewport", "auto");
      const { inner, scale, outer } = canvas.viewbox();
      const room = Math.min(1, (outer.width - PALETTE - MARGIN) / inner.width, (outer.height - MARGIN) / inner.height, scale);
      const height = outer.height / room;
      canvas.viewbox({ x: inner.x - PALETTE / room, y: inner.y - (height - inner.height) / 2, width: outer.width / room, height });
    };
    // at first: the whole where it can be read, else its beginning
    const begin = () => {
      fit();
      const canvas = modeler.get("canvas"), { inner, outer, scale } = canvas.viewbox();
      if (scale >= READABLE) return;
      const height = outer.height / READABLE;
      canvas.viewbox({ x: inner.x - PALETTE / READABLE, y: inner.y - (height - inner.height) / 2, width: outer.width / READABLE, height });
    };
    const badge = (found) => {
      const grave = found.some((one) => one.severity === "error");
      const made = document.createElement("div");
      made.className = `studio-badge studio-badge--${grave ? "error" : "look"}`;
      made.textContent = grave ? "!" : "?";
      made.title = found.map((one) => `${one.text} ${one.mend}`).join("\n");
      return made;
    };
    // a name that is left as it was is no change: the next "undo" takes back what was done before
    const labels = modeler.get("labelEditingProvider"), update = labels.update;
    labels.update = (one, text, ...rest) => { if ((text || "") !== (one.businessObject.name || "")) update.call(labels, one, text, ...rest); };
    // a new lane is chosen, so that the panel asks for its name and role
    modeler.on(["commandStack.lane.add.postExecuted", "commandStack.lane.split.postExecuted"], ({ context }) => {
      const made = context.newLane ?? registry().filter((one) => one.type === "bpmn:Lane" && one.parent === context.shape).at(-1);
      if (made) setTimeout(() => modeler.get("selection").select(made));
    });
    const zoom = (step) => modeler.get("zoomScroll").stepZoom(step);
    const bar = {
      fit, in: () => zoom(1), out: () => zoom(-1),
      undo: () => modeler.get("commandStack").undo(), redo: () => modeler.get("commandStack").redo(),
    };
    document.querySelectorAll("[data-fit],[data-zoom],[data-undo],[data-redo]").forEach((one) => {
      const [[key, value]] = Object.entries(one.dataset);
      one.addEventListener("click", bar[value || key]);
      one.closest("[hidden]")?.removeAttribute("hidden");
    });
    const ready = () => [["undo", "canUndo"], ["redo", "canRedo"]].forEach(([key, can]) => {
      const one = document.querySelector(`[data-${key}]`);
      if (one) one.setAttribute("aria-disabled", String(!modeler.get("commandStack")[can]()));
    });
    modeler.on("commandStack.changed", ready);
    return {
      modeler,
      mend: (mend, chosen) => window.studioMends.command(modeler, model, mend, chosen),
      missing: () => {
        const inside = (scope) => (scope.flowElements ?? []).flatMap((one) => [one, ...inside(one)]);
        const all = modeler.getDefinitions().rootElements.flatMap(inside);
        return all.filter((one) => one.$instanceOf("bpmn:FlowNode") && !registry().get(one.id)).map((one) => one.name || one.id);
      },
      undrawn: (error) => error.message === "no diagram to display",
      has: (id) => !!registry().get(id),
      open: async (xml) => { await modeler.importXML(xml); begin(); },
      changed: (act) => modeler.on("commandStack.changed", ({ trigger }) => { if (trigger !== "clear") act(); }),
      mark: (findings) => {
        const overlays = modeler.get("overlays"), by = new Map();
        overlays.remove({ type: "problem" });
        findings.filter((one) => registry().get(one.element)).forEach((one) => by.set(one.element, [...(by.get(one.element) ?? []), one]));
        by.forEach((found, id) => overlays.add(id, "problem", { position: { top: -11, left: -11 }, html: badge(found) }));
      },
      choose: (id) => {
        const element = registry().get(id);
        if (!element) return;
        modeler.get("canvas").scrollToElement(element);
        modeler.get("selection").select(element);
      },
    };
  };
})();
