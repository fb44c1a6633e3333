"""Drives Chromium over a page as a mail scanner or a person would; speaks the DevTools protocol over a pipe.

  browser.py scan FILE     opens an HTML file, follows every link on this machine, presses every button and submits every form with the
                           values that stand in it, by script and by click, again on each page that it gets to.
  browser.py answer URL CODE [FIELD=VALUE…]
                           types the characters into the page, with scripts switched off, and presses Enter.
  browser.py picture FILE OUT WIDTH light|dark
                           a PNG of the whole page.
  browser.py contrast PAGE…
                           for each page, at 1,280 and 360 px, light and dark: the contrast (WCAG 2.2) of every text that shows with
                           what lies behind it, from the styles as the browser computed them.

Prints a line of JSON for each thing it did, `done` at the end.
"""
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

LIMIT_SECONDS = 60


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp()
        self.program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not self.program:
            print("skipped: no chromium")
            sys.exit(0)
        to_browser, self.writing = os.pipe()
        self.reading, from_browser = os.pipe()

        def prepare():
            # First out of the way of 3 and 4: either may be one of ours.
            there, back = os.dup2(to_browser, 60), os.dup2(from_browser, 61)
            os.dup2(there, 3)
            os.dup2(back, 4)

        self.process = subprocess.Popen(
            [self.program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
             "--no-first-run", "--disable-extensions", "--disable-background-networking", "--user-data-dir=" + self.folder, "about:blank"],
            preexec_fn=prepare, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number = 0
        self.rest = b""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.events = []
        for domain in ("Page", "Runtime", "Network"):
            self.call(domain + ".enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def message(self):
        while b"\0" not in self.rest:
            chunk = os.read(self.reading, 65536)
            if not chunk:
                raise SystemExit("chromium has gone")
            self.rest += chunk
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            request["sessionId"] = self.session
        os.write(self.writing, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(method + ": " + json.dumps(answer["error"]))
                return answer["result"]
            if "method" in answer and hasattr(self, "events"):
                self.events.append(answer)

    def await_event(self, method):
        """The first of these since the last time that one was waited for."""
        while not any(event["method"] == method for event in self.events):
            answer = self.message()
            if "method" in answer:
                self.events.append(answer)
        self.events.clear()

    def open(self, url):
        self.events.clear()
        self.call("Page.navigate", url=url)
        self.settle()

    def settle(self):
        """Until the page has been loaded; a click that leads nowhere leads nowhere for a moment."""
        end = time.monotonic() + LIMIT_SECONDS
        quiet = 0
        while time.monotonic() < end and quiet < 3:
            state = self.script("document.readyState + ' ' + location.href")
            quiet = quiet + 1 if state and state.startswith("complete") else 0
            time.sleep(0.05)

    def script(self, text):
        answer = self.call("Runtime.evaluate", expression=text, returnByValue=True)
        return answer["result"].get("value")


def say(**fields):
    print(json.dumps(fields), flush=True)


def is_ours(url):
    return urllib.parse.urlsplit(url).hostname in ("127.0.0.1", "localhost")


def scan(browser, path):
    waiting = ["file://" + os.path.abspath(path)]
    seen = set()
    while waiting:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        browser.open(url)
        say(kind="page", url=url, title=browser.script("document.title"))
        waiting += [link for link in json.loads(browser.script(
            "JSON.stringify([...document.links].map(a => a.href))")) if is_ours(link)]
        forms = browser.script("document.forms.length")
        for number in range(forms):
            for way in ("document.forms[%d].submit()", "document.forms[%d].requestSubmit()",
                        "document.forms[%d].querySelector('button').click()",
                        "(f => { for (const e of f.elements) e.removeAttribute('required'); f.requestSubmit() })(document.forms[%d])",
                        "(f => { for (const e of f.elements) if (e.name) e.value = 'test'; f.submit() })(document.forms[%d])"):
                browser.open(url)
                browser.script(way % number)
                browser.settle()
                say(kind="submitted", url=url, title=browser.script("document.title"))
                waiting += [link for link in json.loads(browser.script(
                    "JSON.stringify([...document.links].map(a => a.href))")) if is_ours(link)]


def answer(browser, url, code, fields):
    browser.call("Emulation.setFocusEmulationEnabled", enabled=True)
    browser.call("Page.bringToFront")
    browser.open(url)
    # The page as it is for somebody whose browser runs no scripts: the one that is loaded now.
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.call("Page.navigate", url=url)
    find(browser, "#code")
    for name, value in list(fields.items()) + [("code", code)]:
        browser.call("DOM.focus", nodeId=find(browser, "#" + name))
        browser.call("Input.insertText", text=value)
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r" if kind == "keyDown" else "",
                     windowsVirtualKeyCode=13)
    status = html(browser, "[role=status],[role=alert]")
    say(kind="answered", status=status, text=html(browser, "main"))


def html(browser, selector):
    while True:
        node = find(browser, selector)
        try:
            return browser.call("DOM.getOuterHTML", nodeId=node)["outerHTML"]
        except SystemExit:
            pass  # the page changed between the two


def find(browser, selector):
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        try:
            root = browser.call("DOM.getDocument")["root"]["nodeId"]
            node = browser.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        except SystemExit:
            node = 0  # the page changed between the two
        if node:
            return node
        time.sleep(0.05)
    raise SystemExit("there is no " + selector)


def picture(browser, path, out, width, scheme):
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.call("Emulation.setDeviceMetricsOverride", width=int(width), height=200, deviceScaleFactor=1, mobile=int(width) < 500)
    browser.open(path if path.startswith("http") else "file://" + os.path.abspath(path))
    size = browser.call("Page.getLayoutMetrics")["cssContentSize"]
    data = browser.call("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                        clip={"x": 0, "y": 0, "width": int(width), "height": size["height"], "scale": 1})["data"]
    with open(out, "wb") as file:
        file.write(base64.b64decode(data))
    say(kind="picture", width=size["width"], height=size["height"])


CONTRAST = """(() => {
  const parse = text => {
    const match = text.match(/rgba?\\(([^)]+)\\)/);
    if (!match) return [0, 0, 0, 0];
    const parts = match[1].split(/[ ,\\/]+/).map(Number);
    return [parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : 1];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat([1]);
  const probe = document.createElement('i');
  probe.style.color = 'Canvas';
  document.body.appendChild(probe);
  const canvas = parse(getComputedStyle(probe).color);
  probe.remove();
  const ground = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reduceRight((under, layer) => over(layer, under), canvas);
  };
  const light = colour => {
    const [r, g, b] = colour.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((m, n) => n - m);
    return (x + 0.05) / (y + 0.05);
  };
  const pairs = {};
  const note = (element, words) => {
    const behind = ground(element);
    let colour = parse(getComputedStyle(element).color);
    for (let e = element; e; e = e.parentElement) colour[3] *= Number(getComputedStyle(e).opacity);
    colour = over(colour, behind);
    const key = colour.map(Math.round).slice(0, 3) + ' on ' + behind.map(Math.round).slice(0, 3);
    if (!pairs[key]) pairs[key] = {pair: key, ratio: Math.round(ratio(colour, behind) * 100) / 100, text: words.trim().slice(0, 40)};
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || ['STYLE', 'SCRIPT'].includes(element.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    if ([...range.getClientRects()].some(r => r.width > 1 && r.height > 1) && getComputedStyle(element).visibility === 'visible')
      note(element, node.data);
  }
  for (const field of document.querySelectorAll('input:not([type=hidden]), textarea')) note(field, field.name);
  return JSON.stringify(Object.values(pairs));
})()"""


def contrast(browser, pages):
    for page in pages:
        url = page if page.startswith("http") else "file://" + os.path.abspath(page)
        browser.call("Page.navigate", url=url)
        browser.await_event("Page.loadEventFired")
        for width in (1280, 360):
            browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
            for scheme in ("light", "dark"):
                browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
                pairs = json.loads(browser.script(CONTRAST))
                say(kind="contrast", page=page, scheme=scheme, width=width, pairs=len(pairs), least=min(p["ratio"] for p in pairs),
                    bad=[p for p in pairs if p["ratio"] < 4.5])


browser = Browser()
try:
    what, rest = sys.argv[1], sys.argv[2:]
    if what == "scan":
        scan(browser, rest[0])
    elif what == "answer":
        answer(browser, rest[0], rest[1], dict(pair.split("=", 1) for pair in rest[2:]))
    elif what == "contrast":
        contrast(browser, rest)
    else:
        picture(browser, *rest)
finally:
    browser.close()
print("done")
