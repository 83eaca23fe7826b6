// Tokens on a diagram: who sees the page says which step ends, what happens and where gateways lead.
(() => {
  "use strict";
  const root = document.querySelector("[data-tokens]");
  if (!root || !window.BpmnJS || !window.TokenSimulation) return;
  const { say, translate } = window.studioWords;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const state = find("state"), next = find("next"), log = find("log"), notice = find("notice");
  const EVENT = "tokenSimulation.", LONGEST_LOG = 200, AT_ONCE = 40, READABLE = 0.45, PERSONS = ["UserTask", "ManualTask"];
  const viewer = new window.BpmnJS({
    container: find("canvas"),
    additionalModules: [...window.TokenSimulation.modules, { translate: ["value", translate] }],
  });
  const get = (name) => viewer.get(name);
  const is = (element, ...kinds) => kinds.some((kind) => element.businessObject?.$instanceOf(`bpmn:${kind}`));
  const shown = (test) => get("elementRegistry").filter((one) => one.type !== "label" && test(one));
  const flows = (gateway) => gateway.outgoing.filter((one) => is(one, "SequenceFlow"));
  const named = (element) => element.businessObject.name?.replace(/\s+/g, " ") || element.id;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let paused = false, ended = false, led = false, drawing = 0;

  const flowWords = (flow) => {
    const name = flow.businessObject.name, target = flow.target ? named(flow.target) : "";
    return name ? `${name} → ${target}` : `→ ${target}`;
  };
  const lead = (gateway, chosen) => {
    get("simulator").setConfig(gateway, { activeOutgoing: is(gateway, "ExclusiveGateway") ? chosen[0] : chosen });
    flows(gateway).forEach((flow) => get("canvas")[chosen.includes(flow) ? "removeMarker" : "addMarker"](flow, "tokens-closed"));
  };
  const defaultOf = (gateway) => flows(gateway).find((one) => one.businessObject === gateway.businessObject.default);

  // one flow of an exclusive gateway: a choice; some of an inclusive one: boxes, and at least one ticked
  const gate = (gateway) => {
    const many = is(gateway, "InclusiveGateway"), first = defaultOf(gateway) ?? flows(gateway)[0];
    const group = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = named(gateway);
    group.append(legend);
    const chosen = () => flows(gateway).filter((_flow, at) => group.querySelectorAll("input")[at].checked);
    flows(gateway).forEach((flow) => {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: many ? "checkbox" : "radio", name: gateway.id, checked: many || flow === first });
      box.addEventListener("change", () => {
        if (!chosen().length) box.checked = true;
        lead(gateway, chosen());
      });
      label.append(box, ` ${flowWords(flow)}`);
      group.append(label);
    });
    lead(gateway, chosen());
    return group;
  };

  const act = (subscription) => {
    const { element, event } = subscription;
    if (is(element, "StartEvent")) return say("tokenStart");
    return say(event.type === "continue" ? "tokenDone" : "tokenHappens");
  };
  // what may be done now, one of each element; the latest instance of several goes first
  const waiting = () => {
    const found = new Map();
    get("simulator").findSubscriptions({}).forEach((one) => {
      if (one.element && get("elementRegistry").get(one.element.id) && one.event.type !== "compensate") found.set(one.element, one);
    });
    const starts = (one) => Number(is(one.element, "StartEvent"));
    return [...found.values()].sort((one, other) => starts(one) - starts(other));
  };
  const walking = () => {
    let count = 0;
    get("animation").each(() => { count += 1; });
    return count > 0;
  };
  // tokens stand somewhere, none walks, nobody can do anything about it: a join that waits for a branch not taken
  const stateWords = (places, now) => {
    if (!places.length) return say(walking() ? "tokensWalk" : ended ? "tokensEnd" : "tokensNone");
    const stuck = !walking() && now.every((one) => is(one.element, "StartEvent"));
    const words = places.map((one) => (inside(one) > 1 ? `${named(one)} (${inside(one)})` : named(one))).join(", ");
    return `${say(stuck ? "tokensStuck" : "tokensAt")} ${words}`;
  };
  const go = (subscription) => {
    pause(false);
    ended = false;
    led = next.contains(document.activeElement);
    get("simulator").trigger({ event: subscription.event, scope: subscription.scope });
  };
  const button = (subscription) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    made.dataset.element = subscription.element.id;
    made.textContent = `${act(subscription)}: ${named(subscription.element)}`;
    made.addEventListener("click", () => go(subscription));
    made.addEventListener("focus", () => get("canvas").addMarker(subscription.element, "tokens-pointed"));
    made.addEventListener("blur", () => get("canvas").removeMarker(subscription.element, "tokens-pointed"));
    return made;
  };
  const sign = (element, count, subscription) => {
    const made = document.createElement(subscription ? "button" : "span");
    made.className = "tokens-here";
    made.textContent = subscription ? "▶" : String(count);
    if (subscription) {
      made.type = "button";
      made.tabIndex = -1; // the list beside it is the keyboard's way
      made.title = `${act(subscription)}: ${named(element)}`;
      made.setAttribute("aria-label", made.title);
      made.addEventListener("click", () => go(subscription));
    }
    get("overlays").add(element, "tokens", { position: { bottom: 12, left: -12 }, scale: { min: 1, max: 1.3 }, html: made });
  };

  const draw = () => {
    drawing = 0;
    const now = waiting(), held = next.contains(document.activeElement) && document.activeElement.dataset.element;
    const places = shown((one) => is(one, "FlowNode") && inside(one) > 0);
    next.replaceChildren(...now.map((one) => {
      const item = document.createElement("li");
      item.append(button(one));
      return item;
    }));
    if (held) hold(held, now);
    get("overlays").remove({ type: "tokens" });
    const by = new Map(now.map((one) => [one.element, one]));
    new Set([...places, ...by.keys()]).forEach((element) => sign(element, inside(element), by.get(element)));
    follow(places);
    const told = stateWords(places, now);
    if (state.textContent !== told) state.textContent = told;
  };
  // where nothing of what waits is in sight, the picture goes there
  const follow = (elements) => {
    const { x, y, width, height } = get("canvas").viewbox();
    const seen = (one) => one.x >= x && one.y >= y && one.x + one.width <= x + width && one.y + one.height <= y + height;
    if (elements.length && !elements.some(seen)) get("canvas").scrollToElement(elements[0]);
  };
  // the keyboard stays where it was; who pressed a button goes on to what may be done next
  const hold = (held, now) => {
    const onward = led && now.length && !is(now[0].element, "StartEvent");
    if (onward) led = false;
    const same = next.querySelector(`[data-element="${CSS.escape(held)}"]`);
    (onward ? next.querySelector("button") : same ?? next.querySelector("button"))?.focus();
  };
  const inside = (element) => get("simulator").findScopes((scope) => !scope.destroyed && scope.element === element && scope.parent).length;
  const redraw = () => { drawing ||= requestAnimationFrame(draw); };

  const write = (words) => {
    const item = document.createElement("li");
    item.textContent = words;
    log.append(item);
    while (log.children.length > LONGEST_LOG) log.firstChild.remove();
    find("shelf").scrollTop = find("shelf").scrollHeight;
  };
  const pause = (wanted) => {
    if (paused === wanted) return;
    paused = wanted;
    get("eventBus").fire(`${EVENT}${paused ? "pause" : "play"}Simulation`);
    document.querySelector("[data-do=pause]").textContent = say(paused ? "tokensGo" : "tokensPause");
  };
  const listen = () => {
    const bus = get("eventBus");
    bus.on(`${EVENT}simulator.elementChanged`, redraw);
    bus.on(`${EVENT}simulator.trace`, ({ action, element }) => {
      if (action === "exit" && is(element, "FlowNode")) write(named(element));
    });
    bus.on(`${EVENT}simulator.destroyScope`, ({ scope }) => {
      if (scope.completed && scope.destroyInitiator && !scope.parent && is(scope.element, "Process", "Participant")) {
        ended = true;
        write(say("tokensEnd"));
      }
    });
    bus.on(`${EVENT}animationCreated`, ({ animation }) => { if (paused) animation.pause(); });
  };
  const acts = {
    restart: () => { pause(false); get("eventBus").fire(`${EVENT}resetSimulation`); ended = false; log.replaceChildren(); redraw(); },
    pause: () => pause(!paused),
    out: () => get("zoomScroll").stepZoom(-1),
    in: () => get("zoomScroll").stepZoom(1),
    fit: () => get("canvas").zoom("fit-viewport", "auto"),
    begin: () => {
      acts.fit();
      if (get("canvas").zoom() >= READABLE) return;
      get("canvas").zoom(READABLE);
      const [start] = shown((one) => is(one, "StartEvent"));
      if (start) get("canvas").scrollToElement(start);
    },
  };
  const equip = () => {
    document.querySelectorAll("button[data-do]").forEach((one) => one.addEventListener("click", acts[one.dataset.do]));
    const speed = document.querySelector("select[data-do=speed]");
    const hurry = () => get("animation").setAnimationSpeed(still ? AT_ONCE : Number(speed.value));
    speed.addEventListener("change", hurry);
    speed.disabled = still;
    hurry();
    find("bar").hidden = false;
  };

  const open = async () => {
    state.textContent = say("loading");
    try {
      const answer = await fetch(root.dataset.source, { headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.detail);
      await viewer.importXML(told.xml);
    } catch (error) {
      state.textContent = "";
      notice.textContent = error.message === "no diagram to display" ? say("undrawn") : `${say("unreadable")} ${error.message}`;
      notice.append(" ", Object.assign(document.createElement("a"), { href: root.dataset.edit, textContent: say("toCanvas") }));
      notice.hidden = false;
      return;
    }
    acts.begin();
    shown((one) => is(one, ...PERSONS)).forEach((one) => get("simulator").waitAtElement(one));
    const gates = shown((one) => is(one, "ExclusiveGateway", "InclusiveGateway") && flows(one).length > 1);
    find("gates").append(...gates.map(gate));
    find("gates-part").hidden = !gates.length;
    const calls = shown((one) => is(one, "CallActivity"));
    find("calls").append(...calls.map((one) => Object.assign(document.createElement("li"), { textContent: named(one) })));
    find("calls-part").hidden = !calls.length;
    listen();
    equip();
    get("eventBus").fire(`${EVENT}toggleMode`, { active: true });
    redraw();
  };
  open();
})();
