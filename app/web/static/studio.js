// The canvas: opens the diagram, saves what is drawn, shows what is wrong on the elements and in the list.
(() => {
  "use strict";
  const root = document.querySelector("[data-studio]");
  if (!root || !window.BpmnJS) return;
  const { say, translate } = window.studioWords;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const state = find("state"), notice = find("notice"), list = find("problems"), clean = find("clean"), count = find("count");
  const editable = root.hasAttribute("data-editable"), file = root.dataset.file;
  const CLOCK = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" };
  const SAVE_AFTER = 1200, RETRY_AFTER = 5000, ASK_EVERY = 30000, PALETTE = editable ? 130 : 20;
  let base = null, timer = 0, dirty = false, flying = false, stopped = false;

  const modeler = new window.BpmnJS({
    container: root.querySelector("[data-canvas]"),
    moddleExtensions: { spiffworkflow: window.studioPanel.moddle },
    additionalModules: [{ translate: ["value", translate] }],
  });
  window.studioPanel.panel(modeler, find("panel"), JSON.parse(root.dataset.choices));

  const ask = async (address, sent) => {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": root.dataset.token };
    const answer = await fetch(address, sent === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(sent) });
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.detail), { status: answer.status, told });
    return told;
  };
  const tell = (key, more = "") => { state.textContent = say(key) + more; };
  const link = (words, href) => Object.assign(document.createElement("a"), { href, textContent: words });
  const warn = (words, ...links) => {
    notice.replaceChildren(words, " ", ...links.flatMap((one) => [one, " "]));
    notice.hidden = false;
  };

  const showProblems = (findings) => {
    const overlays = modeler.get("overlays"), registry = modeler.get("elementRegistry");
    overlays.remove({ type: "problem" });
    list.replaceChildren(...findings.map((one) => line(one, registry)));
    const here = new Map();
    findings.filter((one) => one.file === file && registry.get(one.element)).forEach((one) => {
      here.set(one.element, [...(here.get(one.element) ?? []), one]);
    });
    here.forEach((found, element) => overlays.add(element, "problem", { position: { top: -11, left: -11 }, html: badge(found) }));
    clean.hidden = findings.length > 0;
    count.textContent = findings.length ? `(${findings.length})` : "";
  };
  const badge = (found) => {
    const grave = found.some((one) => one.severity === "error");
    const made = document.createElement("div");
    made.className = `studio-badge studio-badge--${grave ? "error" : "look"}`;
    made.textContent = grave ? "!" : "?";
    made.title = found.map((one) => `${one.text} ${one.mend}`).join("\n");
    return made;
  };
  const line = (one, registry) => {
    const made = document.createElement("li");
    made.className = `problem problem--${one.severity}`;
    const kind = document.createElement("strong");
    kind.textContent = `${say(one.severity === "error" ? "error" : "look")}: `;
    made.append(kind, `${one.text} ${one.mend} `, document.createElement("br"));
    const drawn = one.file === file && registry.get(one.element);
    if (drawn) {
      const go = Object.assign(document.createElement("button"), { type: "button", className: "link code", textContent: one.name || one.element });
      go.addEventListener("click", () => choose(one.element));
      made.append(go);
    } else if (one.href) made.append(link(`${one.file} ${one.name || one.element}`, one.href));
    else made.append(`${one.file} (${say("shared")})`);
    return made;
  };
  const choose = (id) => {
    const element = modeler.get("elementRegistry").get(id);
    if (!element) return;
    modeler.get("canvas").scrollToElement(element);
    modeler.get("selection").select(element);
  };
  const save = async () => {
    if (flying || stopped || !dirty) return;
    flying = true;
    dirty = false;
    tell("saving");
    try {
      const { xml } = await modeler.saveXML({ format: true });
      const told = await ask(root.dataset.source, { xml, base });
      base = told.revision;
      if (!dirty) tell("saved", ` ${new Date().toLocaleTimeString("en-GB", CLOCK)}`);
      look();
    } catch (error) {
      dirty = true;
      if (error.status >= 400 && error.status < 500) {
        stopped = true;
        state.textContent = "";
        warn(error.message, link(say("history"), root.dataset.history), link(say("reload"), location.href));
      } else {
        tell("retry");
        timer = setTimeout(save, RETRY_AFTER);
      }
    } finally {
      flying = false;
      if (dirty && !stopped) { clearTimeout(timer); timer = setTimeout(save, SAVE_AFTER); }
    }
  };
  const look = async () => {
    try {
      const told = await ask(root.dataset.check);
      if (!dirty && !flying) showProblems(told.findings);
      if (told.revision !== base && !flying && !stopped) warn(say("newer"), link(say("reload"), location.href));
    } catch { /* the next save says what is wrong */ }
  };

  // the whole diagram, beside the palette and not below it
  const fit = () => {
    const canvas = modeler.get("canvas");
    canvas.zoom("fit-viewport", "auto");
    const { inner, scale, outer } = canvas.viewbox();
    const room = Math.min(1, (outer.width - PALETTE - 40) / inner.width, (outer.height - 40) / inner.height, scale);
    canvas.viewbox({ x: inner.x - PALETTE / room, y: inner.y - (outer.height / room - inner.height) / 2, width: outer.width / room, height: outer.height / room });
  };
  const open = async () => {
    tell("loading");
    try {
      const told = await ask(root.dataset.source);
      base = told.revision;
      await modeler.importXML(told.xml);
      fit();
      tell(editable ? "saved" : "readOnly");
    } catch (error) {
      state.textContent = "";
      warn(/no diagram to display/.test(error.message) ? say("undrawn") : `${say("unreadable")} ${error.message}`, link(say("history"), root.dataset.history));
      return;
    }
    if (editable) modeler.on("commandStack.changed", () => {
      dirty = true;
      if (stopped) return;
      tell("dirty");
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_AFTER);
    });
    await look();
    if (location.hash) choose(decodeURIComponent(location.hash.slice(1)));
    setInterval(look, ASK_EVERY);
  };
  addEventListener("beforeunload", (event) => { if (dirty || flying) event.preventDefault(); });
  open();
})();
