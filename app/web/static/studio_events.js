// The panel's boxes of events (times, messages, errors) and of steps that are done more than once.
(() => {
  "use strict";
  const say = window.studioWords.say;
  const KINDS = ["Message", "Signal", "Error", "Escalation"];

  const events = (model, box, on) => (element) => {
    const { is, updatePart } = model, bo = element.businessObject;
    const named = (part, kind) => {
      const held = part.get(`${kind.toLowerCase()}Ref`);
      box(`name${kind}`, held?.name ?? "", on((value) => model.refer(element, part, kind, value)), { known: model.declared(kind).map((one) => one.name).filter(Boolean) });
      if (kind === "Error" && held) box("errorCode", held.errorCode ?? "", on((value) => updatePart(element, held, { errorCode: value || undefined })));
    };
    if (is(element, "ReceiveTask", "SendTask")) named(bo, "Message");
    (bo.get("eventDefinitions") ?? []).forEach((definition) => {
      const kind = definition.$type.slice("bpmn:".length).replace("EventDefinition", "");
      if (kind === "Timer") box("time", model.timeOf(definition), on((value) => model.setTime(element, definition, value)), { hint: "timeHint" });
      if (KINDS.includes(kind)) named(definition, kind);
      if (kind === "Conditional") box("happensWhen", definition.condition?.body ?? "", on((value) => updatePart(element, definition, { condition: model.formula(value, definition) })));
    });
    if (is(element, "BoundaryEvent") && !(bo.get("eventDefinitions") ?? []).some((one) => one.$type === "bpmn:ErrorEventDefinition")) {
      box("interrupting", bo.cancelActivity === false ? "no" : "yes", on((value) => model.update(element, { cancelActivity: value === "yes" })), { choices: [["yes", say("yes")], ["no", say("no")]] });
    }
  };

  // how a step is repeated, as app/engine/outline/repeats.py has it
  const read = (bo) => {
    const loop = bo.get("loopCharacteristics"), said = (part) => part?.body ?? "";
    if (!loop) return { repeat: "" };
    if (loop.$type === "bpmn:StandardLoopCharacteristics") return { repeat: "loop", until: said(loop.loopCondition), most: loop.loopMaximum ?? "" };
    const list = loop.get("loopDataInputRef") ?? "";
    return {
      repeat: list || !loop.loopCardinality ? "each" : "times", order: loop.isSequential ? "sequential" : "parallel", over: list || said(loop.loopCardinality),
      item: loop.inputDataItem?.id ?? "", result: loop.outputDataItem?.id ?? "", into: loop.get("loopDataOutputRef") ?? "", until: said(loop.completionCondition),
    };
  };
  const write = (model, element, wanted) => {
    const { make, formula } = model, bo = element.businessObject;
    if (!wanted.repeat) return model.update(element, { loopCharacteristics: undefined });
    const made = make(wanted.repeat === "loop" ? "bpmn:StandardLoopCharacteristics" : "bpmn:MultiInstanceLoopCharacteristics", {}, bo);
    const put = (name, value) => { if (value) made.set(name, value); };
    // the engine knows an instance's variables by their ids: one that stands elsewhere in the file cannot be taken
    const item = (name, type, part) => {
      if (!name) return;
      const before = bo.get("loopCharacteristics")?.get(part);
      made.set(part, before?.id === name ? before : make(type, { id: name, name }, made));
    };
    if (wanted.repeat === "loop") {
      put("loopCondition", formula(wanted.until, made));
      put("loopMaximum", Number(wanted.most) || undefined);
    } else {
      made.set("isSequential", wanted.order === "sequential");
      put("loopDataInputRef", wanted.repeat === "each" ? wanted.over : "");
      put("loopDataOutputRef", wanted.into);
      item(wanted.item, "bpmn:DataInput", "inputDataItem");
      item(wanted.result, "bpmn:DataOutput", "outputDataItem");
      put("loopCardinality", wanted.repeat === "times" ? formula(wanted.over || "2", made) : undefined);
      put("completionCondition", formula(wanted.until, made));
    }
    return model.update(element, { loopCharacteristics: made });
  };
  const repeats = (model, box, on) => (element) => {
    const held = read(element.businessObject);
    const part = (name, options = {}) => box(options.as ?? name, String(held[name] ?? ""), on((value) => write(model, element, { ...held, [name]: value })), options);
    part("repeat", { choices: ["", "each", "times", "loop"].map((one) => [one, say(`repeat_${one || "once"}`)]) });
    if (!held.repeat) return;
    if (held.repeat !== "loop") {
      part("order", { choices: ["parallel", "sequential"].map((one) => [one, say(one)]) });
      part("over", { hint: held.repeat === "each" ? "overEach" : "overTimes" });
      ["item", "result", "into"].forEach((name) => part(name));
    }
    part("until", { as: held.repeat === "loop" ? "again" : "until" });
    if (held.repeat === "loop") part("most");
  };
  window.studioEvents = { events, repeats };
})();
