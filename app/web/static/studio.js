// The canvas: opens the diagram, saves what is drawn, shows what is wrong on the elements and in the list.
(() => {
  "use strict";
  const root = document.querySelector("[data-studio]");
  if (!root || !window.studioCanvas) return;
  const { say } = window.studioWords;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const state = find("state"), notice = find("notice"), list = find("problems"), clean = find("clean"), count = find("count");
  const editable = root.hasAttribute("data-editable"), file = root.dataset.file;
  const CLOCK = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" };
  const SAVE_AFTER = 1200, RETRY_AFTER = 5000, ASK_EVERY = 30000, CONFLICT = 409;
  let base = null, timer = 0, dirty = false, flying = false, stopped = false, shown = null;

  // what differs between a diagram and a decision table: studio_bpmn.js, studio_dmn.js
  const canvas = window.studioCanvas(root, find("panel"), editable);

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
    const said = JSON.stringify(findings);
    const here = (one) => Number(one.file !== file); // those of this file first
    if (shown !== said) list.replaceChildren(...findings.toSorted((one, other) => here(one) - here(other)).map(line)); // else a choice half made would be lost
    shown = said;
    canvas.mark(findings.filter((one) => one.file === file));
    clean.hidden = findings.length > 0;
    count.textContent = findings.length ? `(${findings.length})` : "";
  };
  const line = (one) => {
    const made = document.createElement("li");
    made.className = `problem problem--${one.severity}`;
    const kind = document.createElement("strong");
    kind.textContent = `${say(one.severity === "error" ? "error" : "look")}: `;
    made.append(kind, `${one.text} ${one.mend} `, document.createElement("br"));
    if (one.file === file && canvas.has(one.element)) {
      const go = Object.assign(document.createElement("button"), { type: "button", className: "link code", textContent: one.name || one.element });
      go.addEventListener("click", () => canvas.choose(one.element));
      made.append(go);
    } else if (one.href) made.append(link(`${one.file} ${one.name || one.element}`, one.href));
    else made.append(`${one.file} (${say("shared")})`);
    if (editable && window.studioMends && one.file === file && one.mends?.length) {
      const offers = document.createElement("div");
      offers.className = "mends";
      offers.append(...one.mends.map((mend) => window.studioMends.offer(mend, press)));
      made.append(offers);
    }
    return made;
  };
  // on the canvas where a command does it; else what was drawn is saved, the server mends, and its file is opened
  const press = async (mend, chosen) => {
    const act = canvas.mend(mend, chosen);
    if (act) {
      act();
      canvas.choose(mend.fields.id);
      return tell("mended");
    }
    clearTimeout(timer);
    while (flying) await new Promise((done) => { setTimeout(done, 100); });
    await save();
    if (dirty || stopped) return warn(say("saveFirst"));
    try {
      const told = await ask(root.dataset.list, { ...mend.fields, ...(mend.choice && { [mend.choice.name]: chosen }), base });
      await load();
      if (told.focus) canvas.choose(told.focus);
      tell("mendedThere");
      await look();
    } catch (error) {
      warn(error.message);
    }
  };
  const button = (words, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words });
    made.addEventListener("click", act);
    return made;
  };
  const lock = (shut) => document.querySelectorAll("[data-studio], .studio-bar").forEach((one) => { one.inert = shut; });
  const goOn = () => {
    stopped = false;
    lock(false);
    notice.hidden = true;
    dirty = true;
    save();
  };
  const keepMine = async () => {
    base = (await ask(root.dataset.source)).revision;
    goOn();
  };
  const download = async () => {
    const { xml } = await canvas.modeler.saveXML({ format: true });
    const made = Object.assign(link("", URL.createObjectURL(new Blob([xml], { type: "text/xml" }))), { download: file });
    made.click();
    URL.revokeObjectURL(made.href);
  };
  // saving was refused: where somebody else saved meanwhile nothing is drawn on until it is said whose goes on
  const refuse = (error) => {
    stopped = true;
    lock(error.status === CONFLICT);
    state.textContent = say("notSaved");
    const again = root.inert ? button(say("keepMine"), keepMine) : button(say("tryAgain"), goOn);
    warn(error.message, link(say("history"), root.dataset.history), link(say("reload"), location.href), again, button(say("download"), download));
  };
  const save = async () => {
    if (flying || stopped || !dirty) return;
    let wait = SAVE_AFTER;
    flying = true;
    dirty = false;
    tell("saving");
    try {
      const { xml } = await canvas.modeler.saveXML({ format: true });
      const told = await ask(root.dataset.source, { xml, base });
      base = told.revision;
      if (!dirty) tell("saved", ` ${new Date().toLocaleTimeString("en-GB", CLOCK)}`);
      look();
    } catch (error) {
      dirty = true;
      if (error.status >= 400 && error.status < 500) refuse(error);
      else {
        tell("retry");
        wait = RETRY_AFTER;
      }
    } finally {
      flying = false;
      if (dirty && !stopped) { clearTimeout(timer); timer = setTimeout(save, wait); }
    }
  };
  const look = async () => {
    try {
      const told = await ask(root.dataset.check);
      if (!dirty && !flying) showProblems(told.findings);
      if (told.revision !== base && !flying && !stopped) warn(say("newer"), link(say("reload"), location.href));
    } catch { /* the next save says what is wrong */ }
  };

  const load = async () => {
    const told = await ask(root.dataset.source);
    base = told.revision;
    await canvas.open(told.xml);
  };
  // the server draws what is not drawn, and the page begins again
  const draw = async () => {
    try {
      await ask(root.dataset.list, { act: "draw", base });
      location.reload();
    } catch (error) {
      warn(error.message);
    }
  };
  const open = async () => {
    tell("loading");
    try {
      await load();
      tell(editable ? "saved" : "readOnly");
    } catch (error) {
      state.textContent = "";
      const undrawn = canvas.undrawn?.(error);
      const offers = undrawn && editable ? [button(say("draw"), draw)] : [];
      warn(undrawn ? say("undrawn") : `${say("unreadable")} ${error.message}`, ...offers, link(say("history"), root.dataset.history));
      return;
    }
    const missing = canvas.missing?.() ?? [];
    if (missing.length) warn(`${say("halfDrawn")} ${missing.join(", ")}.`, ...(editable ? [button(say("draw"), draw)] : []));
    if (editable) canvas.changed(() => {
      dirty = true;
      if (stopped) return;
      tell("dirty");
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_AFTER);
    });
    await look();
    if (location.hash) canvas.choose(decodeURIComponent(location.hash.slice(1)));
    setInterval(look, ASK_EVERY);
  };
  addEventListener("beforeunload", (event) => { if ((dirty && !root.inert) || flying) event.preventDefault(); });
  open();
})();
