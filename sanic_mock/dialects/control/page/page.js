"use strict";
// What the server tells comes as events of /live: "about" when what it is changes, "now" each second.
const $ = (id) => document.getElementById(id);
const root = location.origin;
const WINDOW = 60;
const SILENCE_MS = 3000;
const KINDS = [
  ["s2", "answered", (s) => s < 400],
  ["s429", "429, too many", (s) => s === 429],
  ["s4", "other 4xx", (s) => s >= 400 && s < 500 && s !== 429],
  ["s5", "5xx", (s) => s >= 500],
];
let about = null;
let samples = [];
let heard = Date.now();

// --- words and numbers ------------------------------------------------------------------------

function count(n) {
  if (n < 1000) return n < 10 && n % 1 ? n.toFixed(1) : String(Math.round(n));
  for (const [size, unit] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]])
    if (n >= size) return (n / size).toFixed(n < 10 * size ? 2 : n < 100 * size ? 1 : 0) + unit;
}

function time(ms) {
  if (ms === null) return "–";
  if (ms && ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 1000) return `${+ms.toFixed(ms < 100 ? 1 : 0)} ms`;
  return `${+(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s`;
}

function lasted(s) {
  const parts = [[86400, "d"], [3600, "h"], [60, "m"], [1, "s"]];
  const first = parts.findIndex(([size]) => s >= size);
  if (first < 0) return "0 s";
  return parts.slice(first, first + 2).map(([size, unit], i) =>
    `${Math.floor(i ? (s % parts[first][0]) / size : s / size)} ${unit}`).join(" ");
}

const percent = (share) => `${+(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

function text(id, value) {
  const node = $(id);
  if (node.textContent !== String(value)) node.textContent = value;
}

function make(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4))
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// The page's policy lets no style be an attribute.
function styled(style) {
  const node = make("span");
  Object.assign(node.style, style);
  return node;
}

// --- from counts to figures -------------------------------------------------------------------

const less = (a, b) => a.map((value, i) => value - (b ? b[i] : 0));

// The upper part of a bucket is not known, so a quantile is read on a line through its edges.
function quantile(counts, share) {
  const all = counts.reduce((a, b) => a + b, 0);
  if (!all) return null;
  let left = share * all;
  for (let i = 0; i < counts.length; i++) {
    if (left <= counts[i] && counts[i]) {
      const low = i ? about.edges_ms[i - 1] : 0;
      const high = about.edges_ms[i] ?? low * 2;
      return low + ((high - low) * left) / counts[i];
    }
    left -= counts[i];
  }
  return about.edges_ms.at(-1);
}

function figures(now) {
  samples.push(now);
  samples = samples.filter((one) => one.t > now.t - WINDOW - 1);
  const recent = samples.find((one) => one.t >= now.t - 3) ?? now;
  const seconds = Math.max(now.t - recent.t, 0.001);
  const first = samples[0];
  const hist = (name) => less(now[name], first === now ? null : first[name]);
  const all = now.answers - first.answers, bad = now.errors - first.errors;
  text("rate", count((now.answers - recent.answers) / seconds));
  text("tokens", count((now.tokens - recent.tokens) / seconds));
  text("inflight", count(now.in_flight));
  text("peak", count(now.peak));
  text("up", lasted(now.up_s));
  text("errors", percent(all ? bad / all : 0));
  text("ttft50", time(quantile(hist("ttft"), 0.5)));
  text("ttft99", time(quantile(hist("ttft"), 0.99)));
  trust(now, hist("late"));
  chart("chart-ttft", hist("ttft"), about.configured?.ttft, "Time to first token");
  chart("chart-tpot", hist("tpot"), about.configured?.tpot, "Time per token");
  spark();
  mix(now, first);
  state(now);
  phase(now.phase);
}

function trust(now, late) {
  const p99 = quantile(late, 0.99);
  text("late99", p99 === null ? "–" : time(p99));
  $("trust").dataset.state = now.trouble ? "bad" : p99 === null ? "" : "good";
  $("trouble").hidden = !now.trouble;
  text("trouble", now.trouble);
  text("verdict", now.trouble ? "p99; do not trust the times" : p99 === null ? "nothing to judge yet" : "p99; times are to be trusted");
}

function state(now) {
  const kind = now.cold_s ? "cold" : now.trouble ? "degraded" : "ready";
  if ($("state").dataset.state !== kind) $("state").dataset.state = kind;
  const words = { cold: `cold, ready in ${lasted(now.cold_s)}`, degraded: "degraded", ready: "ready" };
  const node = $("state").querySelector("b");
  if (node.textContent !== words[kind]) node.textContent = words[kind];
}

// --- drawings ---------------------------------------------------------------------------------

function spark() {
  const rates = samples.slice(1).map((one, i) => (one.answers - samples[i].answers) / Math.max(one.t - samples[i].t, 0.001));
  const most = Math.max(1, ...rates);
  const points = rates.map((rate, i) => `${((120 * i) / Math.max(1, rates.length - 1)).toFixed(1)},${(26 - (22 * rate) / most).toFixed(1)}`);
  $("spark").replaceChildren(...(points.length > 1 ? [make("svg:path", { d: `M${points.join("L")}` })] : []));
}

function chart(id, counts, configured, name) {
  const home = $(id), all = counts.reduce((a, b) => a + b, 0);
  const shown = counts.map((n, i) => n > 0 || configured?.[i] > 0.002);
  const from = shown.indexOf(true), to = shown.lastIndexOf(true);
  if (from < 0) {
    home.replaceChildren(make("p", { class: "empty" }, "No stream yet that takes time."));
    return;
  }
  const places = to - from + 1, width = Math.max(240, home.clientWidth), height = 132, base = 112, step = (width - 8) / places, every = Math.ceil(48 / step);
  const measured = counts.map((n) => (all ? n / all : 0));
  const most = Math.max(...measured, ...(configured ?? [0]), 0.05);
  const parts = [make("svg:title", {}, `${name}: ${all} measured, median ${time(quantile(counts, 0.5))}, p99 ${time(quantile(counts, 0.99))}`)];
  for (let i = from; i <= to; i++) {
    const x = 4 + (i - from) * step, high = (share) => (base - 12) * (share / most);
    if (configured) parts.push(make("svg:rect", { class: "plan", x: x + 2, width: step - 4, y: base - high(configured[i]), height: high(configured[i]) }));
    parts.push(make("svg:rect", { class: "bar", x: x + step * 0.22, width: step * 0.56, y: base - high(measured[i]), height: high(measured[i]), rx: 1.5 }));
    if (step > 34 && measured[i])
      parts.push(make("svg:text", { class: "share", x: x + step / 2, y: base - 3 - high(Math.max(measured[i], configured?.[i] ?? 0)), "text-anchor": "middle" }, percent(measured[i])));
    if ((i - from) % every === 0)
      parts.push(make("svg:text", { x: x + step / 2, y: base + 14, "text-anchor": "middle" }, about.edges_ms[i] ? `≤ ${time(about.edges_ms[i])}` : "more"));
  }
  parts.push(make("svg:line", { class: "axis", x1: 0, x2: width, y1: base, y2: base }));
  home.replaceChildren(make("svg:svg", { viewBox: `0 0 ${width} ${height}`, role: "img" }, ...parts));
}

function mix(now, first) {
  const parts = KINDS.map(([key, name, is]) => {
    let n = 0;
    for (const [status, total] of Object.entries(now.statuses)) if (is(+status)) n += total - (first === now ? 0 : first.statuses[status] ?? 0);
    return [`var(--${key})`, name, n];
  });
  const ended = (kind) => (now.endings[kind] ?? 0) - (first === now ? 0 : first.endings[kind] ?? 0);
  parts.push(["var(--left)", "left by their client", ended("left")], ["var(--cut)", "cut by a fault", ended("faulted")]);
  parts[0][2] -= parts.slice(4).reduce((sum, [, , n]) => sum + n, 0);
  const all = parts.reduce((sum, [, , n]) => sum + Math.max(0, n), 0);
  if (!all) {
    $("mix").replaceChildren(make("p", { class: "empty" }, "No answer in the last minute."));
    return;
  }
  const there = parts.filter(([, , n]) => n > 0);
  $("mix").replaceChildren(
    make("div", { class: "whole", "aria-hidden": "true" }, ...there.map(([color, , n]) => styled({ background: color, flex: n }))),
    make("ul", {}, ...there.map(([color, name, n]) => make("li", {}, styled({ background: color }), name, make("b", {}, `${count(n)} · ${percent(n / all)}`)))),
  );
}

function phase(current) {
  $("scenario").hidden = !about.phases?.length;
  [...$("phases").children].forEach((node) => {
    const is = current && node.dataset.name === current.name;
    is ? node.setAttribute("aria-current", "step") : node.removeAttribute("aria-current");
    const left = !is ? "" : current.next_in_s ? `${lasted(Math.ceil(current.next_in_s))} left` : "from here on";
    if (node.lastChild.textContent !== left) node.lastChild.textContent = left;
  });
}

// --- how to ask -------------------------------------------------------------------------------

function snippets() {
  const base = `${root}/v1`, model = "gpt-4o-mini", hello = `[{"role": "user", "content": "Hello"}]`;
  return {
    curl: `curl ${base}/chat/completions \\\n  -H 'Content-Type: application/json' \\\n  -d '{"model": "${model}", "messages": ${hello}}'`,
    Python: `from openai import OpenAI\n\nclient = OpenAI(base_url="${base}", api_key="sk-mock")\nanswer = client.chat.completions.create(\n    model="${model}", messages=${hello}\n)\nprint(answer.choices[0].message.content)`,
    Node: `import OpenAI from "openai";\n\nconst client = new OpenAI({ baseURL: "${base}", apiKey: "sk-mock" });\nconst answer = await client.chat.completions.create({\n  model: "${model}", messages: ${hello},\n});\nconsole.log(answer.choices[0].message.content);`,
    LiteLLM: `# config.yaml of the proxy\nmodel_list:\n  - model_name: ${model}\n    litellm_params:\n      model: openai/${model}\n      api_base: ${base}\n      api_key: sk-mock`,
    Bifrost: `{\n  "providers": {\n    "openai": {\n      "keys": [{ "value": "sk-mock", "models": ["${model}"], "weight": 1 }],\n      "network_config": { "base_url": "${root}" }\n    }\n  }\n}`,
  };
}

function tabs() {
  const all = snippets(), home = document.querySelector(".tabs");
  const buttons = Object.keys(all).map((name, i) => make("button", { type: "button", role: "tab", id: `tab-${i}`, "aria-controls": "snippet" }, name));
  const choose = (i) => {
    buttons.forEach((one, j) => { one.setAttribute("aria-selected", String(i === j)); one.tabIndex = i === j ? 0 : -1; });
    $("snippet").textContent = all[buttons[i].textContent];
    $("snippet").setAttribute("aria-labelledby", buttons[i].id);
  };
  buttons.forEach((one, i) => {
    one.addEventListener("click", () => choose(i));
    one.addEventListener("keydown", (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const j = (to + buttons.length) % buttons.length;
      choose(j);
      buttons[j].focus();
    });
  });
  home.replaceChildren(...buttons);
  choose(0);
}

async function copy(event) {
  const button = event.currentTarget, told = $(button.dataset.copy).textContent;
  try {
    await navigator.clipboard.writeText(told);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren($(button.dataset.copy));
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

// --- for who may: requests and changes --------------------------------------------------------

let token = "";

async function control(path, options = {}) {
  const headers = { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(`/_mock${path}`, { ...options, headers });
  const said = await answer.text();
  let value = {};
  try { value = JSON.parse(said); } catch { value = { error: { message: said } }; }
  if (!answer.ok) throw Object.assign(new Error(value.error?.message ?? said), { status: answer.status });
  return value;
}

async function open() {
  try {
    const [given, listed] = [await control("/profile"), await control("/profiles")];
    const names = listed.profiles.map((one) => one.name ?? one);
    $("choose").replaceChildren(make("option", { value: "" }, "as it is"), ...names.map((name) => make("option", { value: name }, name)));
    sliders(given);
    $("closed").hidden = true;
    $("count").hidden = false;
    $("form").hidden = $("requests-card").hidden = $("index").hidden = false;
    latest();
  } catch (error) {
    $("closed").hidden = false;
    $("count").hidden = true;
    $("form").hidden = $("requests-card").hidden = $("index").hidden = true;
    if (token) { token = ""; $("token").setAttribute("aria-invalid", "true"); }
  }
}

const milliseconds = (value) => {
  const match = /^([\d.]+)(us|ms|s|m)?$/.exec(String(value ?? 0));
  return match ? match[1] * { us: 0.001, ms: 1, s: 1000, m: 60000 }[match[2] ?? "ms"] : 0;
};

function sliders(given) {
  $("latency").value = milliseconds(given.latency);
  $("jitter").value = milliseconds(given.jitter);
  $("error").value = 100 * (given.error_rate ?? 0);
  $("form").dataset.moved = "";
  shown();
}

// Only what was moved is said: a profile has times of its own until somebody gives others.
function wanted() {
  const moved = $("form").dataset.moved.split(" "), values = {};
  if ($("choose").value) values.extends = $("choose").value;
  if (moved.includes("latency")) values.latency = `${$("latency").value}ms`;
  if (moved.includes("jitter")) values.jitter = `${$("jitter").value}ms`;
  if (moved.includes("error")) values.error_rate = $("error").value / 100;
  return values;
}

function shown() {
  text("latency-out", time(+$("latency").value));
  text("jitter-out", `± ${time(+$("jitter").value)}`);
  text("rate-out", `${$("error").value} %`);
  const lines = Object.entries(wanted()).map(([key, value]) => `${key}: ${value}`);
  text("yaml", lines.join("\n") || "# nothing is changed yet");
}

async function change(event) {
  event.preventDefault();
  const values = wanted();
  try {
    const given = values.extends
      ? await control("/profile", { method: "PUT", body: JSON.stringify(values) })
      : await control("/profile", { method: "PATCH", body: JSON.stringify(values) });
    tell("Changed, for all requests from here on.", "good");
    $("choose").value = "";
    sliders(given);
  } catch (error) { tell(error.message); }
}

async function begin() {
  try {
    await control("/profile", { method: "PATCH", body: JSON.stringify({ observe: { metrics: true, ledger: 1000 } }) });
    open();
  } catch (error) { tell(error.message); }
}

async function reset() {
  try {
    await control("/reset", { method: "POST" });
    sliders(await control("/profile"));
    tell("As at its start.", "good");
  } catch (error) { tell(error.message); }
}

function tell(words, kind = "bad") {
  $("told").dataset.state = kind;
  $("told").textContent = words;
}

async function latest() {
  try {
    const { requests } = await control("/requests?limit=20");
    $("requests").replaceChildren(...requests.map(row));
  } catch (error) { if (error.status) { $("requests-card").hidden = true; return; } }
  setTimeout(latest, document.hidden ? 5000 : 1000);
}

function row(one) {
  const kind = KINDS.find(([, , is]) => is(one.status))?.[0] ?? "";
  const at = new Date(one.time * 1000).toLocaleTimeString([], { hour12: false });
  const cells = { time: at, path: one.endpoint, model: one.model || "–", status: one.status, tokens: `${one.prompt_tokens} + ${one.completion_tokens}`, strip: strip(one), ended: ended(one) };
  const tds = Object.entries(cells).map(([of, cell]) => make("td", { role: "cell", "data-of": of }, cell));
  tds[3].dataset.kind = kind;
  return make("tr", { role: "row" }, ...tds);
}

function ended(one) {
  const words = { completed: one.status < 400 ? "completed" : "refused", left: "left", faulted: "cut" };
  const after = one.ending === "completed" || one.sent_pieces === undefined ? "" : ` after ${one.sent_pieces} of ${one.pieces} tokens`;
  return (words[one.ending] ?? one.ending) + after + (one.fault ? `, fault: ${one.fault}` : "");
}

function strip(one) {
  const planned = one.planned_ms, actual = one.actual_ms;
  if (!planned && !actual) return "at once";
  const most = Math.max(planned, actual), x = (ms) => (160 * ms) / most;
  const parts = [make("svg:title", {}, `planned ${time(planned)}, took ${time(actual)}, first after ${time(one.first_ms)}`)];
  if (planned) parts.push(make("svg:rect", { class: "plan", x: 0.5, y: 1, width: Math.max(1, x(planned) - 1), height: 14, rx: 3 }));
  parts.push(make("svg:rect", { class: "bar", x: 0, y: 4.5, width: x(actual), height: 7, rx: 2 }));
  if (one.first_ms) parts.push(make("svg:rect", { class: "tick", x: Math.min(158, x(one.first_ms)), y: 1, width: 2, height: 14 }));
  return make("svg:svg", { viewBox: "0 0 160 16", preserveAspectRatio: "none", role: "img" }, ...parts);
}

// --- the feed, and the rest -------------------------------------------------------------------

function learn(told) {
  about = told;
  samples = [];
  for (const id of ["profile", "workers", "version"]) text(id, told[id]);
  $("uncounted").hidden = told.is_counted;
  document.title = `${told.profile} · sanic-mock`;
  $("phases").replaceChildren(...(told.phases ?? []).map((name) => make("div", { "data-name": name }, name, make("small"))));
}

function listen() {
  const feed = new EventSource("/live");
  feed.addEventListener("about", (event) => learn(JSON.parse(event.data)));
  feed.addEventListener("now", (event) => {
    heard = Date.now();
    if (about) figures(JSON.parse(event.data));
  });
  feed.onerror = () => { if (feed.readyState === EventSource.CLOSED) setTimeout(listen, 1000); };
}

// A feed ends when the server becomes another, and begins again at once: that is no silence yet.
function doubt() {
  if (Date.now() - heard < SILENCE_MS) return;
  $("state").dataset.state = "off";
  $("state").querySelector("b").textContent = "not reached; trying again";
}

function theme() {
  const order = ["auto", "light", "dark"], button = $("theme");
  const show = (name) => {
    name === "auto" ? delete document.documentElement.dataset.theme : (document.documentElement.dataset.theme = name);
    button.textContent = name;
    button.setAttribute("aria-label", `Colours: ${name === "auto" ? "as the system has them" : name}`);
    localStorage.setItem("theme", name);
  };
  show(order.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto");
  button.addEventListener("click", () => show(order[(order.indexOf(button.textContent) + 1) % 3]));
}

theme();
text("address", `${root}/v1`);
tabs();
document.querySelectorAll(".copy").forEach((one) => one.addEventListener("click", copy));
for (const id of ["latency", "jitter", "error"])
  $(id).addEventListener("input", () => { $("form").dataset.moved += ` ${id}`; shown(); });
$("choose").addEventListener("change", shown);
$("form").addEventListener("submit", change);
$("count").addEventListener("click", begin);
$("reset").addEventListener("click", reset);
$("unlock").addEventListener("click", () => { token = $("token").value; $("token").value = ""; open(); });
setInterval(doubt, 1000);
listen();
open();
