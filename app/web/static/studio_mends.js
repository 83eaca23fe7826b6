// The next step that is offered for a problem: on the canvas an undoable command where there is one for it, else the
// list's own edit on the server (app/web/studio/outline_mends.py), after which the diagram is opened anew.
(() => {
  "use strict";

  // what to do on the canvas for an offer of the server; null: only the server can
  const command = (modeler, model, mend, chosen) => {
    const registry = modeler.get("elementRegistry"), { fields } = mend, value = chosen ?? fields.value ?? "";
    const element = registry.get(fields.id), [box, part] = (fields.box ?? "").split(/\.(.*)/);
    if (fields.act === "lane" && element) return () => model.setProperty(element, "role", chosen);
    if (fields.act === "remove_flow" && registry.get(fields.flow)) return () => modeler.get("modeling").removeElements([registry.get(fields.flow)]);
    if (fields.act === "remove" && element) return () => modeler.get("modeling").removeElements([element]);
    if (fields.act !== "set" || !element) return null;
    const flow = registry.get(part ?? value), lane = registry.get(value);
    if (box === "lane" && lane) return () => model.moveTo(element, lane);
    if (box === "default" && flow) return () => model.update(element, { default: flow.businessObject });
    if (box === "condition" && flow) return () => model.setCondition(flow, value);
    if (box === "called") return () => model.update(element, { calledElement: value || undefined });
    if (box === "action") return () => model.setAction(element, value);
    if (["form", "step_term", "assignee", "unit", "letter", "operator"].includes(box)) return () => model.setProperty(element, box, value);
    return null;
  };

  // one offer: a link, a button, or a choice with its button
  let number = 0;
  const offer = (mend, press) => {
    if (mend.href) return Object.assign(document.createElement("a"), { href: mend.href, className: "button", textContent: mend.text });
    const row = document.createElement("span"), button = document.createElement("button");
    row.className = "mend";
    Object.assign(button, { type: "button", className: "button", textContent: mend.text });
    let input = null;
    if (mend.choice) {
      const { label, options, free, value } = mend.choice, id = `mend-${number += 1}`;
      input = document.createElement(free ? "input" : "select");
      input.setAttribute("aria-label", label);
      if (free) {
        const list = Object.assign(document.createElement("datalist"), { id });
        options.forEach(([key, words]) => list.append(new Option(words, key)));
        input.setAttribute("list", id);
        input.placeholder = label;
        row.append(list);
      } else options.forEach(([key, words]) => input.add(new Option(words, key)));
      if (value) input.value = value;
      row.append(input);
    }
    button.addEventListener("click", () => {
      if (input && !input.value.trim()) input.focus();
      else press(mend, input?.value.trim());
    });
    row.append(button);
    return row;
  };
  window.studioMends = { command, offer };
})();
