// The panel beside the canvas: what the chosen element says, as plain boxes; each change is one undoable command.
(() => {
  "use strict";
  const { say } = window.studioWords;
  const NAME = /^[A-Za-z_][\w.-]*$/;

  const panel = (modeler, place, choices) => {
    const model = window.studioModel.of(modeler);
    const { get, is, update, property, extension } = model;
    const may = modeler.get("modeling", false);
    const on = (set) => (may ? set : null);

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
      const listed = options.choices && !options.choices.some(([key]) => key === value) ? [[value, value], ...options.choices] : options.choices;
      for (const [key, words] of listed ?? []) input.add(new Option(words, key, false, key === value));
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
      if (options.hint) {
        const hint = Object.assign(document.createElement("p"), { className: "hint", id: `${id}-hint`, textContent: say(options.hint) });
        input.setAttribute("aria-describedby", hint.id);
        named.after(hint);
      }
      place.append(field);
    };
    const events = window.studioEvents.events(model, box, on), repeats = window.studioEvents.repeats(model, box, on);
    const none = [["", say("none")]];

    const laneBox = (element) => {
      const here = model.laneOf(element)?.id ?? "";
      const named = model.lanes().map((lane) => [lane.id, lane.businessObject.name || lane.id]);
      box("lane", here, on((id) => model.moveTo(element, get("elementRegistry").get(id))), { choices: here ? named : [...none, ...named] });
    };
    const taskBoxes = (element) => {
      const prop = (name, options) => box(name, property(element, name), on((value) => model.setProperty(element, name, value)), options);
      prop("form", { known: choices.forms });
      ["step_term", "assignee", "unit"].forEach((name) => prop(name));
      prop("letter", { choices: [...none, ...choices.letters] });
      prop("operator", { choices: [["", say("operatorNo")], ["complete", say("operatorComplete")]] });
      box("instructions", extension(element, "InstructionsForEndUser")?.value, on((value) => model.setBody(element, "InstructionsForEndUser", value)), { long: true });
    };
    // the id is what call activities and the catalogue know a process by
    const processBoxes = (element, process) => {
      box("processName", process.name, on((value) => model.updatePart(element, process, { name: value || undefined })));
      box("processId", process.id, on((value) => {
        if (value === process.id) return;
        if (!NAME.test(value) || get("moddle").ids.assigned(value)) return show();
        model.updatePart(element, process, { id: value });
      }), { hint: "processIdHint" });
    };
    const defaultBox = (gateway) => {
      const flows = model.flowsOf(gateway), bo = gateway.businessObject;
      const named = flows.map((flow) => [flow.id, flow.businessObject.name || `→ ${flow.target.businessObject.name || flow.target.id}`]);
      box("defaultFlow", bo.default?.id ?? "", on((id) => update(gateway, { default: get("elementRegistry").get(id)?.businessObject })), { choices: [...none, ...named] });
    };
    const flowBoxes = (element, bo) => {
      box("condition", bo.conditionExpression?.body, on((value) => model.setCondition(element, value)));
      const source = element.source;
      if (!source || !is(source, "ExclusiveGateway", "InclusiveGateway")) return;
      const yes = source.businessObject.default === bo;
      box("isDefault", yes ? "1" : "", on((value) => update(source, { default: value ? bo : undefined })), { choices: [["", "–"], ["1", "✓"]] });
    };

    const boxes = (element) => {
      const bo = element.businessObject;
      if (is(element, "Process")) return processBoxes(element, bo);
      box("id", bo.id, null, { fixed: true });
      if (!is(element, "Collaboration")) box("name", bo.name, on((value) => update(element, { name: value || undefined })));
      if (is(element, "Participant") && bo.processRef) processBoxes(element, bo.processRef);
      if (element.type === "bpmn:Lane") box("role", property(element, "role"), on((value) => model.setProperty(element, "role", value)), { choices: [...none, ...choices.roles] });
      if (is(element, "FlowNode") && !is(element, "BoundaryEvent") && model.lanes().length) laneBox(element);
      if (is(element, "UserTask", "ManualTask")) taskBoxes(element);
      if (is(element, "ServiceTask")) box("action", extension(element, "ServiceTaskOperator")?.id, on((value) => model.setAction(element, value)), { known: choices.actions });
      if (is(element, "CallActivity")) box("called", bo.calledElement, on((value) => update(element, { calledElement: value || undefined })));
      if (is(element, "BusinessRuleTask")) box("decision", extension(element, "CalledDecisionId")?.value, on((value) => model.setBody(element, "CalledDecisionId", value)));
      if (is(element, "ScriptTask")) box("script", bo.script, on((value) => update(element, { script: value || undefined })), { long: true });
      if (is(element, "SequenceFlow")) flowBoxes(element, bo);
      if (is(element, "ExclusiveGateway", "InclusiveGateway") && model.flowsOf(element).length > 1) defaultBox(element);
      if (is(element, "Event", "ReceiveTask", "SendTask")) events(element);
      if (is(element, "Activity") && !bo.triggeredByEvent) repeats(element);
    };

    // nothing chosen: the process itself, where there is one and not a pool for each
    const whole = () => {
      const root = get("canvas").getRootElement(), bo = root.businessObject;
      if (!bo) return;
      const [pool, ...others] = bo.participants ?? [];
      if (is(root, "Process")) boxes(root);
      else if (pool?.processRef && !others.length) processBoxes(get("elementRegistry").get(pool.id), pool.processRef);
    };
    const show = () => {
      const chosen = modeler.get("selection").get();
      const element = chosen.length === 1 ? chosen[0].labelTarget ?? chosen[0] : null;
      const focused = place.contains(document.activeElement) ? document.activeElement.id : null;
      place.replaceChildren();
      if (element) boxes(element);
      else {
        place.append(Object.assign(document.createElement("p"), { className: "quiet", textContent: say("choose") }));
        if (!chosen.length) whole();
      }
      if (focused) document.getElementById(focused)?.focus();
    };
    modeler.on("selection.changed", show);
    modeler.on("commandStack.changed", show);
    modeler.on("import.done", show);
    return model;
  };
  window.studioPanel = { panel };
})();
