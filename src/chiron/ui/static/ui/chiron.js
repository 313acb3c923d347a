/* Chiron in the browser. Every page works without it; it saves page loads and key strokes. No inline code, no eval. */
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const on = (type, act, capture = false) => document.addEventListener(type, act, capture);
  const near = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  /* theme: a cookie, so that the next page comes in it */
  const showTheme = () => {
    for (const button of document.querySelectorAll("[data-theme-value]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeValue === (root.dataset.theme || "")));
    }
  };
  const chooseTheme = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; SameSite=Lax; Max-Age=${theme ? 31536000 : 0}${secure}`;
    showTheme();
  };
  on("click", (event) => {
    const button = near(event, "[data-theme-value]");
    if (button) chooseTheme(button.dataset.themeValue);
  });

  /* menus and dialogs are <details>: Escape and a click elsewhere close them */
  const close = (details, back) => {
    details.open = false;
    if (back) details.querySelector("summary").focus();
  };
  /* Help opens above the page that is open, so that nothing typed is lost; without script it is a page */
  const leaveHelp = () => {
    const place = document.getElementById("help-here");
    if (!place?.firstElementChild) return false;
    place.replaceChildren();
    (document.querySelector(".help-button") || document.querySelector(".bar-help"))?.focus();
    return true;
  };
  on("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) close(menu, false);
    if (near(event, "[data-help-close]")) return leaveHelp();
    const closer = near(event, "[data-dialog-close]");
    if (closer) return close(closer.closest("details"), true);
    for (const dialog of document.querySelectorAll("details[data-dialog][open]")) {
      if (event.target === dialog || !dialog.contains(event.target)) close(dialog, true);
    }
  });
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (near(event, ".help-here") && leaveHelp()) return;
    const details = near(event, "details[data-menu][open], details[data-dialog][open]");
    if (details) close(details, true);
  });
  on("keydown", (event) => {
    const panel = event.key === "Tab" && near(event, "details[data-dialog][open]")?.querySelector(".dialog-panel");
    if (!panel) return;
    const stops = [...panel.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((stop) => !stop.disabled && stop.getClientRects().length);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const leaving = event.shiftKey ? event.target === first || !panel.contains(event.target) : event.target === last;
    if (leaving && first) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  });
  on("toggle", (event) => {
    const details = event.target;
    if (details.matches("details[data-dialog][open]")) {
      details.querySelector(".dialog-panel :is(input:not([type=hidden]), textarea, select, button:not([data-dialog-close]))")?.focus();
    }
    if (details.dataset.keep) sessionStorage.setItem(`open:${location.pathname}:${details.dataset.keep}`, details.open ? "1" : "0");
  }, true);
  const restore = (part) => {
    for (const details of part.querySelectorAll("details[data-keep]")) {
      const kept = sessionStorage.getItem(`open:${location.pathname}:${details.dataset.keep}`);
      if (kept !== null) details.open = kept === "1";
    }
  };

  /* a question before a form is sent */
  const ask = (question, label, then) => {
    const dialog = document.createElement("dialog");
    const words = document.createElement("p");
    const row = document.createElement("form");
    row.method = "dialog";
    row.className = "buttons";
    words.textContent = question;
    for (const [value, text, kind] of [["yes", label, " button-solid"], ["no", root.dataset.cancel || "Cancel", ""]]) {
      const button = document.createElement("button");
      button.value = value;
      button.className = `button${kind}`;
      button.textContent = text;
      row.append(button);
    }
    dialog.append(words, row);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "yes") then();
    });
    document.body.append(dialog);
    dialog.showModal();
  };
  on("submit", (event) => {
    const form = event.target;
    const sender = event.submitter;
    const question = sender?.dataset.confirm || form.dataset.confirm;
    if (!question || form.dataset.confirmed) return void delete form.dataset.confirmed;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question, sender?.textContent.trim() || "OK", () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(sender);
    });
  }, true);

  /* autosave: says "Saved 14:32"; what could not be sent is tried again */
  const waiting = new WeakMap();
  const sending = new WeakSet();
  const pageName = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36).padStart(7, "0")).join("");
  const say = (form, state, text) => {
    const line = form.querySelector("[data-saved]");
    if (!line) return;
    line.dataset.state = state;
    line.textContent = text;
  };
  const save = async (form) => {
    if (sending.has(form)) return later(form, 300); /* its answer brings the stamp that the next one sends */
    sending.add(form);
    const line = form.querySelector("[data-saved]")?.dataset || {};
    say(form, "saving", line.savingText || "");
    const clock = new Intl.DateTimeFormat(root.lang, { hour: "2-digit", minute: "2-digit" });
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1", "X-Page": pageName }, credentials: "same-origin", redirect: "error" });
      if (answer.status === 422) return say(form, "failed", await answer.text()); /* what was typed cannot be kept, and why */
      if (!answer.ok) throw new Error(String(answer.status));
      if (form.elements.seen) form.elements.seen.value = answer.headers.get("X-Seen") ?? form.elements.seen.value;
      say(form, "saved", `${line.savedText || ""} ${clock.format(new Date())}`);
      form.dataset.dirty = "";
    } catch {
      say(form, "failed", line.failedText || "");
      later(form, 15000);
    } finally {
      sending.delete(form);
    }
  };
  const later = (form, delay) => {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => save(form), delay));
  };
  on("input", (event) => {
    const form = near(event, "form[data-autosave], form[data-guarded]");
    if (!form) return;
    form.dataset.dirty = "yes";
    if (form.dataset.autosave) later(form, 900);
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty=yes]")) event.preventDefault();
  });
  on("submit", (event) => {
    clearTimeout(waiting.get(event.target));
    event.target.dataset.dirty = "";
  });

  /* the week: one tab stop, arrows move, Shift with an arrow paints, a pointer paints by dragging */
  const cellsOf = (week) => [...week.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
  const placeOf = (cells, input) => {
    const row = cells.findIndex((line) => line.includes(input));
    return [row, cells[row].indexOf(input)];
  };
  const set = (input, chosen) => {
    if (input.checked === chosen || input.disabled) return;
    input.checked = chosen;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const rove = (part) => {
    for (const week of part.querySelectorAll("[data-week]")) {
      if (week.querySelector("input[tabindex='0']")) continue;
      const inputs = [...week.querySelectorAll("tbody input")];
      const start = inputs.find((input) => input.checked) || inputs[18 * 7] || inputs[0];
      for (const input of inputs) input.tabIndex = input === start ? 0 : -1;
    }
  };
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [-99, 0], End: [99, 0] };
  on("keydown", (event) => {
    const week = near(event, "[data-week]");
    if (!week || !steps[event.key] || !event.target.matches("input")) return;
    event.preventDefault();
    const cells = cellsOf(week);
    const [row, column] = placeOf(cells, event.target);
    const [down, right] = steps[event.key];
    const across = root.dir === "rtl" ? -right : right;
    const next = cells[Math.min(23, Math.max(0, row + down))][Math.min(6, Math.max(0, column + across))];
    if (event.shiftKey) set(next, event.target.checked);
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  let brush = null;
  on("pointerdown", (event) => {
    const input = near(event, "[data-week] tbody input");
    if (!input || event.button !== 0) return;
    brush = { start: input, chosen: !input.checked, moved: false };
    input.releasePointerCapture?.(event.pointerId);
  });
  on("pointermove", (event) => {
    if (!brush) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const input = under?.closest?.("[data-week] tbody input");
    if (!input || (input === brush.start && !brush.moved)) return;
    if (input.closest("[data-week]") !== brush.start.closest("[data-week]")) return;
    brush.moved = true;
    set(brush.start, brush.chosen);
    set(input, brush.chosen);
  });
  const lift = () => {
    const done = brush;
    brush = null;
    /* the click that ends a drag on its first cell would undo it */
    if (done?.moved) addEventListener("click", (event) => event.target === done.start && event.preventDefault(), { once: true, capture: true });
  };
  on("pointerup", lift);
  on("pointercancel", () => { brush = null; });

  const begin = (part) => {
    restore(part);
    rove(part);
    showTheme();
    part.querySelector("[data-focus]:not([data-component] *)")?.focus();
  };
  begin(document);
  on("htmx:load", (event) => begin(event.detail.elt));
})();
