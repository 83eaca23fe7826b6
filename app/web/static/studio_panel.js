// The panel beside the canvas: what the chosen element says, as plain boxes; each change is one undoable command.
(() => {
  "use strict";
  const say = window.studioWords.say;
  const text = (name) => ({ name, type: "String", isAttr: true });
  const body = { name: "value", type: "String", isBody: true };
  // Our properties in the file, as bpmn-js reads and writes them.
  const moddle = {
    name: "SpiffWorkflow", prefix: "spiffworkflow", uri: "http://spiffworkflow.org/bpmn/schema/1.0/core", xml: { tagAlias: "lowerCase" },
    types: [
      { name: "Properties", superClass: ["Element"], properties: [{ name: "properties", type: "Property", isMany: true }] },
      { name: "Property", superClass: ["Element"], properties: [text("name"), text("value")] },
      { name: "InstructionsForEndUser", superClass: ["Element"], properties: [body] },
      { name: "CalledDecisionId", superClass: ["Element"], properties: [body] },
      { name: "ServiceTaskOperator", superClass: ["Element"], properties: [text("id"), text("resultVariable"), { name: "parameterList", type: "Parameters" }] },
      { name: "Parameters", superClass: ["Element"], properties: [{ name: "parameters", type: "Parameter", isMany: true }] },
      { name: "Parameter", superClass: ["Element"], properties: [text("id"), text("type"), text("value")] },
    ],
  };

  const panel = (modeler, place, choices) => {
    const get = (name) => modeler.get(name);
    const is = (element, ...kinds) => kinds.some((kind) => element.businessObject.$instanceOf(`bpmn:${kind}`));
    const values = (element) => element.businessObject.get("extensionElements")?.get("values") ?? [];
    const extension = (element, type) => values(element).find((one) => one.$type === `spiffworkflow:${type}`);
    const make = (type, what, parent) => {
      const made = get("moddle").create(type, what);
      made.$parent = parent;
      return made;
    };
    const update = (element, what) => get("modeling").updateProperties(element, what);
    // puts `next` (or nothing) in the place of `before` among the extension elements
    const extend = (element, before, next) => {
      const kept = values(element).map((one) => (one === before ? next : one)).filter(Boolean);
      if (!before && next) kept.push(next);
      const all = make("bpmn:ExtensionElements", { values: kept }, element.businessObject);
      kept.forEach((one) => { one.$parent = all; });
      update(element, { extensionElements: kept.length ? all : undefined });
    };
    const property = (element, name) => extension(element, "Properties")?.get("properties").find((one) => one.name === name)?.value ?? "";
    const setProperty = (element, name, value) => {
      const before = extension(element, "Properties");
      const list = [...(before?.get("properties") ?? [])];
      const at = list.findIndex((one) => one.name === name);
      const fresh = value ? make("spiffworkflow:Property", { name, value }) : null;
      list.splice(at < 0 ? list.length : at, at < 0 ? 0 : 1, ...(fresh ? [fresh] : []));
      const next = list.length ? make("spiffworkflow:Properties", { properties: list }) : null;
      list.forEach((one) => { one.$parent = next; });
      extend(element, before, next);
    };
    const setBody = (element, type, value) =>
      extend(element, extension(element, type), value ? make(`spiffworkflow:${type}`, { value }) : null);
    const setAction = (element, id) => {
      const before = extension(element, "ServiceTaskOperator");
      const list = before?.get("parameterList");
      extend(element, before, id ? make("spiffworkflow:ServiceTaskOperator", { ...(list && { parameterList: list }), id }) : null);
    };
    const lanes = () => get("elementRegistry").filter((one) => is(one, "Lane") && one.type === "bpmn:Lane");
    const laneOf = (element) => lanes().find((lane) => (lane.businessObject.get("flowNodeRef") ?? []).includes(element.businessObject));
    // who is in which lane is where they are drawn: the step moves
    const moveTo = (element, lane) => {
      const by = { x: 0, y: Math.round(lane.y + lane.height / 2 - element.y - element.height / 2) };
      get("modeling").moveElements([element], by, lane.parent);
    };

    const box = (label, value, set, options = {}) => {
      const id = `panel-${label}`;
      const field = document.createElement("div");
      field.className = "field";
      const named = document.createElement("label");
      named.className = "label";
      named.htmlFor = id;
      named.textContent = say(label);
      const input = document.createElement(options.choices ? "select" : options.long ? "textarea" : "input");
      input.id = id;
      for (const [key, words] of options.choices ?? []) input.add(new Option(words, key, false, key === value));
      if (options.known) {
        const list = document.createElement("datalist");
        list.id = `${id}-known`;
        options.known.forEach((one) => list.append(new Option(one, one)));
        field.append(list);
        input.setAttribute("list", list.id);
      }
      input.value = value ?? "";
      input.readOnly = !!options.fixed;
      input.disabled = !set && !options.fixed;
      input.autocomplete = "off";
      if (set) input.addEventListener("change", () => set(input.value.trim()));
      field.append(named, input);
      place.append(field);
    };

    const boxes = (element) => {
      const bo = element.businessObject, may = modeler.get("modeling", false);
      const on = (set) => (may ? set : null);
      const prop = (name, options) => box(name, property(element, name), on((value) => setProperty(element, name, value)), options);
      box("id", bo.id, null, { fixed: true });
      if (!is(element, "Process", "Collaboration")) box("name", bo.name, on((value) => update(element, { name: value || undefined })));
      if (element.type === "bpmn:Lane") prop("role", { choices: [["", say("none")], ...choices.roles] });
      if (is(element, "FlowNode") && !is(element, "BoundaryEvent") && lanes().length) {
        const here = laneOf(element)?.id ?? "";
        const named = lanes().map((lane) => [lane.id, lane.businessObject.name || lane.id]);
        box("lane", here, on((id) => moveTo(element, get("elementRegistry").get(id))), { choices: here ? named : [["", say("none")], ...named] });
      }
      if (is(element, "UserTask", "ManualTask")) {
        prop("form", { known: choices.forms });
        ["step_term", "assignee", "unit"].forEach((name) => prop(name));
        box("instructions", extension(element, "InstructionsForEndUser")?.value, on((value) => setBody(element, "InstructionsForEndUser", value)), { long: true });
      }
      if (is(element, "ServiceTask")) box("action", extension(element, "ServiceTaskOperator")?.id, on((value) => setAction(element, value)), { known: choices.actions });
      if (is(element, "CallActivity")) box("called", bo.calledElement, on((value) => update(element, { calledElement: value || undefined })));
      if (is(element, "BusinessRuleTask")) box("decision", extension(element, "CalledDecisionId")?.value, on((value) => setBody(element, "CalledDecisionId", value)));
      if (is(element, "ScriptTask")) box("script", bo.script, on((value) => update(element, { script: value || undefined })), { long: true });
      if (is(element, "SequenceFlow")) flowBoxes(element, bo, on);
    };
    const flowBoxes = (element, bo, on) => {
      box("condition", bo.conditionExpression?.body, on((value) => update(element, {
        conditionExpression: value ? make("bpmn:FormalExpression", { body: value }, bo) : undefined,
      })));
      const source = element.source;
      if (!source || !is(source, "ExclusiveGateway", "InclusiveGateway")) return;
      const yes = source.businessObject.default === bo;
      box("isDefault", yes ? "1" : "", on((value) => update(source, { default: value ? bo : undefined })), { choices: [["", "–"], ["1", "✓"]] });
    };

    const show = () => {
      const chosen = modeler.get("selection").get();
      const element = chosen.length === 1 ? chosen[0].labelTarget ?? chosen[0] : null;
      const focused = place.contains(document.activeElement) ? document.activeElement.id : null;
      place.replaceChildren();
      if (element) boxes(element);
      else {
        const hint = document.createElement("p");
        hint.className = "quiet";
        hint.textContent = say("choose");
        place.append(hint);
      }
      if (focused) document.getElementById(focused)?.focus();
    };
    modeler.on("selection.changed", show);
    modeler.on("commandStack.changed", show);
  };
  window.studioPanel = { moddle, panel };
})();
