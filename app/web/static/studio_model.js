// How the canvas reads and changes a diagram's elements: our properties in the file, references, times, commands.
(() => {
  "use strict";
  const text = (name) => ({ name, type: "String", isAttr: true });
  const body = { name: "value", type: "String", isBody: true };
  // the engine takes these for names of variables, BPMN for references: bpmn-js drops a reference that leads nowhere
  const named = (name) => ({ name: `bpmn:${name}`, redefines: `bpmn:MultiInstanceLoopCharacteristics#${name}`, type: "String" });
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
      { name: "Repeated", extends: ["bpmn:MultiInstanceLoopCharacteristics"], properties: [named("loopDataInputRef"), named("loopDataOutputRef")] },
    ],
  };

  // times as people write them and as the engine reads them: app/engine/outline/timers.py has the same rules
  const ISO = /^(P(?=[\dT])[\dYMWDTHS.]+|R\d*\/P[\dYMWDTHS.]+|\d{4}-\d\d-\d\d(T[\d:.]+([+-]\d\d:\d\d|Z)?)?)$/;
  const UNITS = { phút: "PT%M", giờ: "PT%H", ngày: "P%D", tuần: "P%W", tháng: "P%M", năm: "P%Y", minute: "PT%M", hour: "PT%H", day: "P%D", week: "P%W", month: "P%M", year: "P%Y" };
  const TIMES = ["timeDuration", "timeDate", "timeCycle"];
  const plain = (said) => /^(["'])([^"'\\]*)\1$/.exec(said.trim())?.[2] ?? said.trim();
  const time = (typed) => {
    const [, number, unit] = /^(\d{1,4})\s*([^\s\d]+?)s?$/.exec(typed.trim()) ?? [];
    const pattern = UNITS[unit?.toLowerCase()], value = pattern ? pattern.replace("%", number) : plain(typed);
    if (!ISO.test(value)) return ["timeDuration", typed.trim()];
    return [{ R: "timeCycle", P: "timeDuration" }[value[0]] ?? "timeDate", `"${value}"`];
  };

  const of = (modeler) => {
    const get = (name) => modeler.get(name);
    const is = (element, ...kinds) => kinds.some((kind) => element.businessObject.$instanceOf(`bpmn:${kind}`));
    const make = (type, what, parent) => {
      const made = get("moddle").create(type, what);
      made.$parent = parent;
      return made;
    };
    const update = (element, what) => get("modeling").updateProperties(element, what);
    const updatePart = (element, part, what) => get("modeling").updateModdleProperties(element, part, what);
    // several changes that are undone at once
    const together = (act) => get("commandStack").execute("studio.together", { act });
    if (modeler.get("commandStack", false)) get("commandStack").registerHandler("studio.together", class { preExecute({ act }) { act(); } });

    const values = (element) => element.businessObject.get("extensionElements")?.get("values") ?? [];
    const extension = (element, type) => values(element).find((one) => one.$type === `spiffworkflow:${type}`);
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
    const formula = (value, parent) => (value ? make("bpmn:FormalExpression", { body: value }, parent) : undefined);
    const setCondition = (flow, value) => update(flow, { conditionExpression: formula(value, flow.businessObject) });
    const flowsOf = (element) => element.outgoing.filter((one) => is(one, "SequenceFlow"));

    const lanes = () => get("elementRegistry").filter((one) => is(one, "Lane") && one.type === "bpmn:Lane");
    const laneOf = (element) => lanes().find((lane) => (lane.businessObject.get("flowNodeRef") ?? []).includes(element.businessObject));
    // who is in which lane is where they are drawn: the step moves
    const moveTo = (element, lane) => {
      const by = { x: 0, y: Math.round(lane.y + lane.height / 2 - element.y - element.height / 2) };
      get("modeling").moveElements([element], by, lane.parent);
    };

    // messages, signals, errors, escalations stand once in the file, and elements refer to them
    const declared = (kind) => modeler.getDefinitions().get("rootElements").filter((one) => one.$type === `bpmn:${kind}`);
    const declare = (element, kind, name) => {
      const found = declared(kind).find((one) => one.name === name);
      if (found) return found;
      const definitions = modeler.getDefinitions(), made = make(`bpmn:${kind}`, { name }, definitions);
      made.id = get("moddle").ids.nextPrefixed(`${kind.toLowerCase()}_`, made);
      if (kind === "Error" || kind === "Escalation") made.set(`${kind.toLowerCase()}Code`, made.id);
      updatePart(element, definitions, { rootElements: [made, ...definitions.get("rootElements")] });
      return made;
    };
    const refer = (element, part, kind, name) => together(() =>
      updatePart(element, part, { [`${kind.toLowerCase()}Ref`]: name ? declare(element, kind, name) : undefined }));
    const timeOf = (definition) => plain(TIMES.map((one) => definition.get(one)?.body).find(Boolean) ?? "");
    const setTime = (element, definition, typed) => {
      const [kind, value] = time(typed), held = definition.get(kind);
      if (held && value) updatePart(element, held, { body: value });
      else updatePart(element, definition, { ...Object.fromEntries(TIMES.map((one) => [one, undefined])), ...(value && { [kind]: formula(value, definition) }) });
    };
    return { get, is, make, update, updatePart, together, extension, property, setProperty, setBody, setAction, formula,
      setCondition, flowsOf, lanes, laneOf, moveTo, declared, refer, timeOf, setTime };
  };
  window.studioModel = { moddle, of };
})();
