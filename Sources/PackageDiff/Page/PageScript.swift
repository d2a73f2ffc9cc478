/// What the page does where scripts run: finding, narrowing down, sorting, and remembering that in the address.
enum PageScript {
    /// The digest by which the page's policy knows it.
    static let digest = "sha256-YjzpJbZYF0aedMAolDgVYUdUXwtiOiWtpzjPV8ILRu0="

    static let element: HTMLText = "<script>\(HTMLText(stringLiteral: text))</script>\n"

    /// The script; it asks nothing of the page but what stands in attributes and in text.
    static let text = #"""
        "use strict";
        (() => {
          const get = (id) => document.getElementById(id);
          const table = get("changes");
          const filter = get("filter");
          const chips = [...document.querySelectorAll(".chip[data-kind]")];
          const security = document.querySelector(".chip[data-security]");
          const kinds = chips.map((chip) => chip.dataset.kind);
          const headings = [...table.tHead.querySelectorAll("[data-sort]")];

          // What advisories say is found by the packages that they came with.
          const words = (body) => [body, ...[...body.querySelectorAll('a[href^="#a"]')]
            .flatMap((link) => [...document.querySelectorAll(`${link.hash} p:not(.packages)`)])]
            .map((part) => part.textContent).join("\n").toLowerCase();
          const rows = [...table.tBodies].map((body, place) => ({
            body, place, words: words(body), kind: body.dataset.kind,
            security: "security" in body.dataset, repository: body.dataset.repository,
            size: Number(body.dataset.size), bytes: Number(body.dataset.bytes),
          }));
          const keys = {
            kind: (row) => kinds.indexOf(row.kind), package: (row) => row.place,
            repository: (row) => row.repository, size: (row) => row.size, bytes: (row) => row.bytes,
          };
          const fresh = () => ({ text: "", kinds: new Set(), security: false, sort: "package", down: false });
          let state = fresh();

          const sizeText = (bytes) => {
            let size = Math.abs(bytes), unit = "B";
            for (const next of ["kB", "MB", "GB", "TB"]) {
              if (size < (unit === "B" ? 1000 : 999.95)) break;
              size /= 1000;
              unit = next;
            }
            return (bytes > 0 ? "+" : bytes < 0 ? "\u2212" : "")
              + (unit === "B" ? size : size.toFixed(1)) + " " + unit;
          };

          const show = () => {
            const wanted = state.text.toLowerCase().split(/\s+/);
            let count = 0, bytes = 0;
            for (const row of rows) {
              const isShown = (!state.kinds.size || state.kinds.has(row.kind))
                && (!state.security || row.security)
                && wanted.every((word) => row.words.includes(word));
              row.body.hidden = !isShown;
              if (isShown) { count += 1; bytes += row.bytes; }
            }
            get("none").hidden = count > 0;
            get("shown").value = (count === rows.length ? `${count} shown` : `${count} of ${rows.length} shown`)
              + `, ${sizeText(bytes)}`;
            for (const chip of chips) chip.setAttribute("aria-pressed", state.kinds.has(chip.dataset.kind));
            if (security) security.setAttribute("aria-pressed", state.security);
            get("clear").disabled = !state.text && !state.kinds.size && !state.security;
          };

          const sort = () => {
            const key = keys[state.sort], sign = state.down ? -1 : 1;
            rows.sort((left, right) => {
              const [one, two] = [key(left), key(right)];
              return one < two ? -sign : one > two ? sign : left.place - right.place;
            });
            table.append(...rows.map((row) => row.body));
            for (const heading of headings) {
              if (heading.dataset.sort !== state.sort) heading.removeAttribute("aria-sort");
              else heading.setAttribute("aria-sort", state.down ? "descending" : "ascending");
            }
          };

          const remember = () => {
            const parts = new URLSearchParams();
            if (state.text) parts.set("find", state.text);
            if (state.kinds.size) parts.set("kind", kinds.filter((kind) => state.kinds.has(kind)).join(" "));
            if (state.security) parts.set("security", "yes");
            if (state.sort !== "package" || state.down) parts.set("sort", (state.down ? "-" : "") + state.sort);
            const hash = parts.toString();
            // A page within another one may not change its address.
            try { history.replaceState(null, "", location.href.split("#")[0] + (hash && "#" + hash)); } catch {}
          };

          // An address may also name a package or an advisory: then everything is shown.
          const restore = () => {
            const hash = location.hash.slice(1);
            const parts = new URLSearchParams(hash.includes("=") ? hash : "");
            state = fresh();
            state.text = parts.get("find") || "";
            for (const kind of (parts.get("kind") || "").split(" ")) if (kinds.includes(kind)) state.kinds.add(kind);
            state.security = Boolean(security) && parts.get("security") === "yes";
            const by = parts.get("sort") || "package";
            state.down = by.startsWith("-");
            state.sort = by.replace(/^-/, "");
            if (!Object.hasOwn(keys, state.sort)) [state.sort, state.down] = ["package", false];
            filter.value = state.text;
            sort();
            show();
            const target = hash && get(hash);
            if (target) target.scrollIntoView();
          };

          const change = () => { show(); remember(); };
          filter.addEventListener("input", () => { state.text = filter.value.trim(); change(); });
          for (const chip of chips) chip.addEventListener("click", () => {
            if (!state.kinds.delete(chip.dataset.kind)) state.kinds.add(chip.dataset.kind);
            change();
          });
          if (security) security.addEventListener("click", () => { state.security = !state.security; change(); });
          get("controls").addEventListener("submit", (event) => event.preventDefault());
          get("controls").addEventListener("reset", () => {
            Object.assign(state, { text: "", kinds: new Set(), security: false });
            change();
          });
          const unfold = get("unfold"), folds = [...table.querySelectorAll("details")];
          unfold.hidden = !folds.length;
          const label = () => { unfold.textContent = folds.every((fold) => fold.open) ? "Close all" : "Open all"; };
          unfold.addEventListener("click", () => {
            const open = !folds.every((fold) => fold.open);
            for (const fold of folds) fold.open = open;
            label();
          });
          for (const fold of folds) fold.addEventListener("toggle", label);
          for (const heading of headings) {
            const button = document.createElement("button");
            button.type = "button";
            button.append(...heading.childNodes);
            heading.append(button);
            button.addEventListener("click", () => {
              const by = heading.dataset.sort;
              state.down = state.sort === by ? !state.down : by === "size" || by === "bytes";
              state.sort = by;
              sort();
              remember();
            });
          }
          document.documentElement.classList.add("live");
          get("controls").hidden = false;
          addEventListener("hashchange", restore);
          restore();
        })();

        """#
}
