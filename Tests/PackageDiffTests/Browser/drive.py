"""Opens pages in a real browser, does what a reader does, and prints what came of it.

    drive.py PAGES [--shots DIRECTORY]

PAGES holds `upgrade.html`, `hostile.html`, `large.html` and `empty.html`. Each line of the output is a fact, `name=value`.
The browser is driven by chromedriver over the WebDriver protocol; no library is needed.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"enter": "\ue007", "space": "\ue00d", "tab": "\ue004"}

# The lowest contrast of any text that is seen to what is behind it, with the text.
CONTRAST = """
const channel = (c) => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const light = (c) => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
const behind = (node) => {
  for (; node; node = node.parentElement) {
    const colour = parse(getComputedStyle(node).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
let worst = [99, ""];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest("script, .skip, .unseen, button:disabled")) continue;
  const pair = [light(parse(getComputedStyle(node).color)), light(behind(node))];
  const ratio = (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
  if (ratio < worst[0]) worst = [ratio, walker.currentNode.data.trim().slice(0, 40)];
}
return worst;
"""


class Browser:
    """One browser for all checks."""

    def __init__(self, home):
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home)
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            environment.pop(name, None)
            environment.pop(name.upper(), None)
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=environment, text=True)
        self.address = None
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                port = line.rsplit("port", 1)[1].strip(" .\n")
                self.address = "http://127.0.0.1:" + port
                break
        if self.address is None:
            raise SystemExit("chromedriver did not start")
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        arguments = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-extensions", "--hide-scrollbars", "--window-size=1400,1000",
            "--user-data-dir=" + os.path.join(home, "profile"),
        ]
        options = {"args": arguments, "binary": shutil.which("chromium")}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}})
        self.session = "/session/" + session["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.address + path, data=data, method=method,
            headers={"Content-Type": "application/json"})
        try:
            with self.opener.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise SystemExit("%s %s: %s" % (method, path, error.read().decode()[:2000]))

    def post(self, path, body):
        return self.call("POST", self.session + path, body)

    def open(self, address):
        # A page that is open already would only move to another fragment.
        self.post("/url", {"url": "about:blank"})
        self.post("/url", {"url": address})

    def run(self, script):
        return self.post("/execute/sync", {"script": script, "args": []})

    def devtools(self, command, **parameters):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def element(self, selector):
        found = self.post("/element", {"using": "css selector", "value": selector})
        return "/element/" + found[ELEMENT]

    def click(self, selector):
        self.post(self.element(selector) + "/click", {})

    def type(self, selector, text):
        self.post(self.element(selector) + "/value", {"text": text})

    def log(self, kind):
        return self.post("/se/log", {"type": kind})

    def screen(self, width, height, dark):
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=width < 500)
        self.devtools("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def shoot(self, path):
        shot = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=False)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()


VISIBLE = "[...document.querySelectorAll('#changes tbody')].filter((e) => e.checkVisibility())"
NAMES = "return " + VISIBLE + ".map((e) => e.querySelector('.name').textContent).slice(0, 4).join(' ')"
COUNT = "return " + VISIBLE + ".length"
HASH = "return location.hash"


def facts(browser, pages):
    """What a reader finds, as pairs of a name and a value."""
    page = lambda name: "file://" + os.path.join(pages, name + ".html")
    browser.screen(1400, 1000, False)
    browser.open(page("upgrade"))
    yield "rows", browser.run(COUNT)
    yield "controls", browser.run("return document.getElementById('controls').checkVisibility()")
    yield "first", browser.run(NAMES)

    browser.type("#filter", "OPENSSL")
    yield "filtered", browser.run(NAMES)
    yield "filtered.said", browser.run("return document.getElementById('shown').value")
    yield "filtered.hash", browser.run(HASH)
    browser.click("#clear")
    yield "cleared", browser.run(COUNT)
    browser.type("#filter", "cve-2026-0002")
    yield "by advisory", browser.run(NAMES)
    browser.click("#clear")
    browser.type("#filter", "no such thing")
    yield "nothing", browser.run(COUNT)
    yield "nothing.said", browser.run("return document.getElementById('none').checkVisibility()")
    browser.click("#clear")

    browser.click(".chip.removed")
    yield "removed", browser.run(NAMES)
    browser.click(".chip.added")
    yield "removed and added", browser.run(COUNT)
    yield "pressed", browser.run(
        "return document.querySelector('.chip.added').getAttribute('aria-pressed')")
    browser.click(".chip.removed")
    yield "added", browser.run(NAMES)
    browser.click("#clear")
    browser.click(".chip.security")
    yield "security", browser.run(NAMES)
    browser.click("#clear")

    sort = "return document.querySelector('[data-sort=%s]').getAttribute('aria-sort')"
    browser.click("[data-sort=bytes] button")
    yield "largest", browser.run(NAMES)
    yield "largest.said", browser.run(sort % "bytes")
    browser.type("[data-sort=bytes] button", KEYS["enter"])
    yield "smallest", browser.run(NAMES)
    yield "smallest.said", browser.run(sort % "bytes")
    browser.type("[data-sort=package] button", KEYS["space"])
    yield "by name", browser.run(NAMES)
    yield "by name.said", browser.run(sort % "package")
    yield "bytes.said", browser.run(sort % "bytes")

    log = "#p6 .more details:last-child"
    text = "return document.querySelector('%s pre').checkVisibility()" % log
    yield "closed", browser.run(text)
    browser.click(log + " summary")
    yield "opened", browser.run(text)
    browser.click("#unfold")
    yield "all opened", browser.run(
        "return [...document.querySelectorAll('#changes details')].every((e) => e.open)")

    browser.open(page("upgrade") + "#find=lib&kind=added+upgraded&sort=-size")
    yield "restored", browser.run(NAMES)
    yield "restored.text", browser.run("return document.getElementById('filter').value")
    yield "restored.hash", browser.run(HASH)
    browser.open(page("upgrade") + "#find=%3Cimg%20src=x%20onerror=alert(1)%3E&kind=__proto__&sort=constructor")
    yield "odd address", browser.run(COUNT)
    browser.open(page("upgrade") + "#find=nothing")
    browser.click("#advisories ~ details a[href^='#p']")
    yield "from an advisory", browser.run(COUNT)

    browser.open(page("hostile"))
    yield "hostile", browser.run("return typeof window.harmed")
    yield "hostile.rows", browser.run(COUNT)
    yield "hostile.elements", browser.run(
        "return document.querySelectorAll('img, iframe, object, svg svg, body script ~ script').length")
    yield "hostile.links", browser.run(
        "return [...document.links].filter((e) => !/^(https?:|file:.*#[ap][0-9]|file:.*#(advisories|packages)$)/.test(e.href)).length")
    yield "hostile.handlers", browser.run(
        "return [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => /^on|^style$/.test(a.name))).length")

    browser.open(page("large"))
    yield "large", browser.run(COUNT)
    for width in (360, 768, 1400):
        for name in ("upgrade", "hostile", "large", "empty"):
            browser.screen(width, 800, False)
            browser.open(page(name))
            wide = browser.run("return document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                yield "too wide: %s at %d" % (name, width), wide
    for dark in (False, True):
        browser.screen(1400, 1000, dark)
        browser.open(page("upgrade"))
        browser.click("#unfold")
        browser.click(".chip.added")
        for name in ("", ".chip.added"):
            if name:
                browser.click(name)
            ratio, where = browser.run(CONTRAST)
            if ratio < 4.5:
                yield "low contrast (%s): %s" % ("dark" if dark else "light", where), ratio

    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(page("upgrade"))
    yield "no script.rows", browser.run(COUNT)
    yield "no script.controls", browser.run(
        "return document.getElementById('controls').checkVisibility()")
    yield "no script.buttons", browser.run("return document.querySelectorAll('thead button').length")
    browser.click("#changes .more summary")
    yield "no script.opened", browser.run("return document.querySelector('#changes .more details').open")
    browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
    browser.open(page("empty"))
    yield "empty", browser.run("return document.querySelector('main').innerText.trim()")

    for entry in browser.log("browser"):
        yield "console", entry["message"]
    requests = set()
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            requests.add(message["params"]["request"]["url"].split("#")[0])
    asked = sorted(r for r in requests if not r.startswith(("data:", "about:", "chrome:")))
    yield "requests", " ".join(r.replace("file://" + pages + "/", "") for r in asked)


def screenshots(browser, pages, directory):
    """Pictures for people, of what they see first and of the table."""
    for name in ("upgrade", "large", "empty", "hostile"):
        for dark in (False, True):
            for width in (360, 1400):
                browser.screen(width, 1000, dark)
                browser.open("file://" + os.path.join(pages, name + ".html"))
                label = "%s-%s-%d" % (name, "dark" if dark else "light", width)
                browser.shoot(os.path.join(directory, label + ".png"))
                if name == "empty":
                    continue
                browser.run("document.getElementById('packages').scrollIntoView()")
                if name == "upgrade":
                    browser.run("document.querySelectorAll('#changes details').forEach((e) => { e.open = true })")
                browser.shoot(os.path.join(directory, label + "-table.png"))


def main():
    pages = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as home:
        browser = Browser(home)
        try:
            if sys.argv[2:3] == ["--shots"]:
                screenshots(browser, pages, sys.argv[3])
            else:
                for name, value in facts(browser, pages):
                    text = value if isinstance(value, str) else json.dumps(value)
                    print("%s=%s" % (name, text.replace("\n", " ")))
        finally:
            browser.close()


main()
