/* Help while filling a form in: hides what does not apply, looks at values, saves the draft, guards what was typed.
   Every page works without it. Written for old browsers too. */
(function () {
  "use strict";
  var doc = document, each = function (list, act) { Array.prototype.forEach.call(list, act); };
  doc.documentElement.className += " js";
  each(doc.querySelectorAll("form[method=post]"), function (form) {
    var picked = null, dirty = false, sent = 0, timer = 0, flying = null, autosave = form.getAttribute("data-autosave");
    var saved = doc.querySelector("[data-saved]"), blocks = form.querySelectorAll("[data-when]");
    var outcomes = form.querySelectorAll("[data-outcome]");
    var was = form.querySelector("[data-picked]");
    if (outcomes.length) picked = was && was.getAttribute("data-picked") || (form.querySelector("[data-outcome].button--primary") || outcomes[0]).value;

    function chosen(name) {
      var found = [], ticks = 0;
      each(form.elements, function (one) {
        if (one.name !== name) return;
        if (one.hasAttribute("data-outcome")) { if (!found.length) found = [picked]; }
        else if (one.type === "submit" || hidden(one)) return;
        else if (one.type === "checkbox" || one.type === "radio") { ticks = 1; if (one.checked) found.push(one.value); }
        else found.push(one.value);
      });
      return ticks && !found.length ? [""] : found;
    }
    function hidden(one) { while (one !== form) { if (one.hidden) return true; one = one.parentNode; } }
    function show() {
      var opened = null;
      for (var turn = 0; turn < 4; turn++) { each(blocks, function (block) {
        var when = JSON.parse(block.getAttribute("data-when")), holds = true;
        for (var name in when) if (!chosen(name).some(function (v) { return when[name].indexOf(v) >= 0; })) holds = false;
        if (block.querySelector(".field--error") || /field--error/.test(block.className)) holds = true;
        if (holds && block.hidden) opened = opened || block;
        block.hidden = !holds;
      });
      each(form.querySelectorAll(".part"), function (part) {  /* no heading over nothing */
        part.hidden = !!part.querySelector("[data-when]") && !part.querySelector(":scope > :not(h2):not([hidden])");
      }); }
      return opened;
    }
    function look(one) {
      var rule = one.getAttribute("data-look"), id = one.id + "-error", old = doc.getElementById(id), value = one.value.trim();
      if (!rule) return;
      if (one.hasAttribute("data-date") && /^\d{8}$/.test(value)) one.value = value.replace(/(..)(..)(.*)/, "$1/$2/$3");
      if (one.hasAttribute("data-bare")) value = value.replace(/[\s.()-]/g, "");
      var bad = value && !new RegExp(rule, "i").test(value), field = one.parentNode;
      if (!bad === !old) return;
      if (bad) {
        old = doc.createElement("p");
        old.className = "error"; old.id = id; old.textContent = one.getAttribute("data-bad");
        field.insertBefore(old, one);
      } else old.parentNode.removeChild(old);
      field.className = "field" + (bad ? " field--error" : "");
      one.setAttribute("aria-invalid", bad ? "true" : "false");
      var told = (one.getAttribute("aria-describedby") || "").replace(id, "").trim();
      one.setAttribute("aria-describedby", bad ? id + " " + told : told);
    }
    // a line that comes or goes under the finger takes the press away: wait until the finger is up
    function settle(one) { setTimeout(function () { if (one.getAttribute) look(one); }, 300); }
    function keep() {
      var pairs = [], call = new XMLHttpRequest();
      each(form.elements, function (one) {
        if (!one.name || one.disabled || /^(file|submit|button|password)$/.test(one.type)) return;
        if ((one.type === "checkbox" || one.type === "radio") && !one.checked) return;
        pairs.push(encodeURIComponent(one.name) + "=" + encodeURIComponent(one.value));
      });
      timer = 0; dirty = false; flying = call;
      call.open("POST", autosave);
      call.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
      call.setRequestHeader("Accept", "application/json");
      call.onload = function () {
        var told = "";
        try { told = JSON.parse(call.responseText).saved; } catch (e) {}
        tell(call.status === 200 && told);
      };
      call.onerror = function () { tell(""); later(20000); };
      call.send(pairs.join("&"));
    }
    function tell(told) {
      if (!told) dirty = true;
      told = told || saved && saved.getAttribute("data-failed");
      if (!saved || !told) return;
      saved.className = dirty && told === saved.getAttribute("data-failed") ? "error" : "saved";
      saved.hidden = false; saved.textContent = told;
    }
    function later(ms) { if (autosave && !timer && !sent) timer = setTimeout(keep, ms); }

    form.addEventListener("input", function () { dirty = true; later(4000); });
    form.addEventListener("change", function (e) { dirty = true; later(4000); show(); settle(e.target); });
    form.addEventListener("click", function (e) {
      var button = e.target;
      while (button && button !== form && button.tagName !== "BUTTON") button = button.parentNode;
      if (!button || button === form || button.type !== "submit") return;
      if (button.hasAttribute("data-outcome")) {
        picked = button.value;
        var opened = show(), first = opened && opened.querySelector("input,select,textarea");
        if (opened) { e.preventDefault(); opened.scrollIntoView(); if (first) first.focus(); return; }
      }
      var ask = button.getAttribute("data-confirm");
      if (ask && !confirm(ask)) e.preventDefault();
    });
    form.addEventListener("submit", function (e) {
      var now = new Date().getTime();
      if (now - sent < 8000) { e.preventDefault(); return; }
      sent = now; dirty = false; clearTimeout(timer);
      if (flying) flying.abort();
      form.setAttribute("aria-busy", "true");
    });
    addEventListener("pageshow", function () { sent = 0; form.removeAttribute("aria-busy"); });
    addEventListener("beforeunload", function (e) {
      if (dirty && autosave && !sent) { e.preventDefault(); e.returnValue = ""; }
    });
    each(form.querySelectorAll(".only-when"), function (line) { line.hidden = true; });
    show();
  });
  var wrong = doc.querySelector(".error-summary");
  if (wrong) wrong.focus();
})();
