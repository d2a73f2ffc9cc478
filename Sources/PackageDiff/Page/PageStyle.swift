/// How the page looks: on wide and narrow screens, light and dark, and on paper.
enum PageStyle {
    /// The digest by which the page's policy knows it.
    static let digest = "sha256-0BtA6L5xfH7+xrwH2uhFz/pFNHV/yg4ow9EGf6CcL2k="

    static let element: HTMLText = "<style>\(HTMLText(stringLiteral: text))</style>\n"

    /// The style sheet. Every text has a contrast of at least 4.5 to what is behind it.
    static let text = colours + frame + table + details + narrow + paper

    private static let colours = """

        :root {
          color-scheme: light dark;
          --page: #ffffff; --raised: #f6f8fa; --line: #d5dbe1; --text: #1b2128; --faint: #59636e;
          --link: #0757b8; --focus: #0757b8; --marked: #fff5d1;
          --added: #1a7f37; --removed: #b3261e; --upgraded: #0757b8; --downgraded: #9a5700;
          --rebuilt: #7440b8; --moved: #4d5966;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0e1319; --raised: #171e26; --line: #303a45; --text: #e4e9ef; --faint: #9aa6b2;
            --link: #79b8ff; --focus: #79b8ff; --marked: #3a3113;
            --added: #56d364; --removed: #ff8f86; --upgraded: #79b8ff; --downgraded: #f0b155;
            --rebuilt: #cfa5ff; --moved: #a9b4bf;
          }
        }
        .added { --kind: var(--added); }
        .removed { --kind: var(--removed); }
        .upgraded { --kind: var(--upgraded); }
        .downgraded { --kind: var(--downgraded); }
        .rebuilt { --kind: var(--rebuilt); }
        .moved { --kind: var(--moved); }
        .security { --kind: var(--removed); }

        """

    private static let frame = """
        *, ::before, ::after { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 3rem; }
        body {
          max-width: 76rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; background: var(--page);
          color: var(--text); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
        }
        a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
        code, pre, .versions, .digests { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        code { font-size: .9em; }
        :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
        .unseen {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap;
        }
        .skip { position: absolute; left: -100rem; padding: .5rem .75rem; background: var(--page); }
        .skip:focus { left: .5rem; top: .5rem; z-index: 2; }
        .faint, .note, footer { color: var(--faint); }
        .note, footer { font-size: .875rem; }
        .eyebrow {
          margin: 0; color: var(--faint); font-size: .8125rem; letter-spacing: .06em;
          text-transform: uppercase;
        }
        h1 { margin: .25rem 0 .75rem; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { margin: 2.5rem 0 .75rem; font-size: 1.25rem; line-height: 1.3; }
        .to { color: var(--faint); font-weight: 400; }
        .lead { max-width: 46rem; margin: 0 0 1rem; font-size: 1.125rem; }
        .lead b, .whole { white-space: nowrap; }
        .counts {
          display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin: 0 0 1.25rem; padding: 0;
          list-style: none;
        }
        header { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 3rem; align-items: start; }
        .badge { color: var(--kind); font-weight: 600; white-space: nowrap; }
        .sign { display: inline-block; width: 1.1em; text-align: center; }
        .nothing {
          margin: 1.5rem 0; padding: 1.5rem; border: 1px dashed var(--line); border-radius: 8px;
          color: var(--faint); text-align: center;
        }
        .nothing strong { color: var(--text); }
        footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }

        """

    private static let table = """
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th { font-weight: 600; text-align: left; }
        .sides { margin-top: .25rem; font-size: .9375rem; }
        .sides th { overflow-wrap: anywhere; }
        .sides th, .sides td { padding: .25rem 0; }
        .sides td, .sides thead th { padding-left: 2rem; text-align: right; white-space: nowrap; }
        .sides thead th { color: var(--faint); font-size: .8125rem; font-weight: 500; }
        .sides th .faint { font-weight: 400; }
        .sides th .time { display: block; font-size: .8125rem; white-space: nowrap; }
        .sides .sum > * { border-top: 1px solid var(--line); }
        .charts { display: grid; grid-template-columns: 2fr 3fr; gap: 2rem 3rem; }
        .chart { width: 100%; font-size: .9375rem; table-layout: auto; }
        .chart caption {
          padding-bottom: .375rem; color: var(--faint); font-size: .8125rem; text-align: left;
        }
        .chart th {
          max-width: 14rem; padding: .1875rem 0; overflow: hidden; font-weight: 400; text-overflow: ellipsis;
          white-space: nowrap;
        }
        .chart .bar { width: 70%; padding: 0 1rem; }
        .number { text-align: right; white-space: nowrap; }
        svg { display: block; width: 100%; height: .875rem; overflow: visible; }
        svg rect { fill: var(--kind); }
        svg .zero { stroke: var(--faint); stroke-width: 1; vector-effect: non-scaling-stroke; }
        #changes { width: 100%; font-size: .9375rem; }
        #changes thead th {
          position: sticky; top: 0; z-index: 1; padding: .5rem .75rem; background: var(--raised);
          box-shadow: inset 0 -1px var(--line); font-size: .8125rem; white-space: nowrap;
        }
        #changes tbody { border-bottom: 1px solid var(--line); }
        #changes tbody:target { background: var(--marked); }
        #changes tbody th, #changes tbody td { padding: .5rem .75rem; vertical-align: top; }
        #changes tbody th { font-weight: 400; }
        #changes .kind { width: 8rem; }
        #changes .package { min-width: 10rem; overflow-wrap: anywhere; }
        #changes .repository { overflow-wrap: anywhere; }
        .name { font-weight: 600; }
        .arch { font-size: .8125rem; }
        .versions .old, .versions .new { display: inline-block; }
        .wishes { display: block; color: var(--faint); font-size: .8125rem; }
        #changes .versions { min-width: 11rem; }
        .versions { font-size: .8125rem; line-height: 1.7; overflow-wrap: anywhere; }
        .versions .old, .repository .old { color: var(--faint); }
        thead button {
          margin: -.25rem -.375rem; padding: .25rem .375rem; border: 0; border-radius: 4px; background: none;
          color: inherit; font: inherit; cursor: pointer;
        }
        thead button:hover { background: var(--line); }
        thead button::after { content: "\\2195"; margin-left: .35em; color: var(--faint); font-weight: 400; }
        [aria-sort] button { color: var(--link); }
        [aria-sort="ascending"] button::after { content: "\\2191"; color: inherit; }
        [aria-sort="descending"] button::after { content: "\\2193"; color: inherit; }

        """

    private static let details = """
        #controls {
          display: grid; grid-template-columns: auto minmax(10rem, 22rem) 1fr; align-items: center;
          gap: .75rem; margin: 0 0 1rem;
        }
        #filter {
          width: 100%; padding: .4375rem .625rem; border: 1px solid var(--faint); border-radius: 6px;
          background: var(--page); color: inherit; font: inherit;
        }
        #filter::placeholder { color: var(--faint); opacity: 1; }
        .actions { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: .5rem; }
        #shown { margin-right: auto; color: var(--faint); font-size: .875rem; }
        .chips { grid-column: 1 / -1; grid-row: 2; display: flex; flex-wrap: wrap; gap: .5rem; }
        .chips:empty { display: none; }
        form button {
          padding: .3125rem .75rem; border: 1px solid var(--line); border-radius: 6px;
          background: var(--raised); color: var(--text); font: inherit; font-size: .875rem; cursor: pointer;
        }
        form button:hover:enabled { border-color: var(--faint); }
        form button:disabled { color: var(--faint); cursor: default; }
        .chip { border-radius: 999px; }
        .chip.security { color: var(--kind); font-weight: 600; }
        .chip b { font-weight: 600; color: var(--text); }
        .chip[aria-pressed="true"], .chip[aria-pressed="true"] .badge, .chip[aria-pressed="true"] b {
          border-color: var(--kind); background: var(--kind); color: var(--page);
        }
        .more td { padding-top: 0 !important; }
        .more details { display: inline-block; margin-right: 1.25rem; vertical-align: top; }
        .more details[open] { display: block; margin: 0; }
        summary { width: fit-content; color: var(--link); font-size: .875rem; cursor: pointer; }
        details[open] > summary { margin-bottom: .5rem; }
        .advisories, .changelog { display: grid; gap: .75rem; margin: 0 0 .75rem; padding: 0; list-style: none; }
        .advisories li, .changelog li {
          min-width: 0; padding-left: .875rem; border-left: 3px solid var(--line); overflow-wrap: anywhere;
        }
        .advisories li:target { border-color: var(--focus); background: var(--marked); }
        .advisories p, .entry, .digests { margin: 0; }
        .references, .entry { font-size: .875rem; }
        .entry { color: var(--faint); }
        .entry time { color: var(--text); }
        pre {
          margin: .125rem 0 0; font-size: .8125rem; line-height: 1.5; white-space: pre-wrap;
          overflow-wrap: anywhere;
        }
        .severity {
          display: inline-block; padding: 0 .5rem; border: 1px solid; border-radius: 999px;
          color: var(--faint); font-size: .75rem; font-weight: 600; line-height: 1.5;
        }
        .critical { border-color: var(--removed); background: var(--removed); color: var(--page); }
        .important, .unrated { color: var(--removed); }
        .moderate { color: var(--downgraded); }

        """

    /// A table becomes a list of cards, whose head is what sorts it.
    private static let narrow = """
        @media screen and (max-width: 64rem) {
          #changes thead th, #changes tbody th, #changes tbody td { padding: .5rem; }
        }
        @media screen and (max-width: 56rem) {
          body { padding: 1.25rem 1rem 2rem; }
          h1 { font-size: 1.375rem; }
          header { grid-template-columns: minmax(0, 1fr); }
          .sides { justify-self: start; }
          .charts { grid-template-columns: minmax(0, 1fr); }
          #controls { grid-template-columns: auto minmax(0, 1fr); }
          .actions { grid-column: 1 / -1; grid-row: 3; }
          #changes, #changes thead, #changes tbody { display: block; }
          html:not(.live) #changes thead {
            position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          }
          #changes thead tr {
            display: flex; flex-wrap: wrap; gap: .25rem; padding: .25rem; border-radius: 6px;
            background: var(--raised);
          }
          #changes thead th { position: static; padding: .25rem .5rem; background: none; box-shadow: none; }
          #changes thead th:not([data-sort]) { display: none; }
          #changes tbody { padding: .75rem 0; }
          #changes tbody tr:first-child {
            display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .125rem 1rem; align-items: baseline;
          }
          #changes tbody th, #changes tbody td { padding: 0; }
          #changes tbody .package { grid-column: 1; grid-row: 1; min-width: 0; }
          #changes tbody .kind { grid-column: 2; grid-row: 1; width: auto; text-align: right; }
          #changes tbody .versions { grid-column: 1; grid-row: 2; min-width: 0; }
          #changes tbody .bytes { grid-column: 2; grid-row: 2; }
          #changes tbody .repository {
            grid-column: 1; grid-row: 3; color: var(--faint); font-size: .8125rem;
          }
          #changes tbody .size { grid-column: 2; grid-row: 3; color: var(--faint); font-size: .8125rem; }
          #changes tbody .more, #changes tbody .more td { display: block; }
          #changes tbody .more { margin-top: .375rem; }
          #changes tbody .more td:empty { display: none; }
        }
        @media screen and (max-width: 34rem) {
          .chart .bar { width: 45%; padding: 0 .75rem; }
          .sides { justify-self: stretch; width: 100%; }
          .chart th { max-width: 9rem; }
          .sides td, .sides thead th { padding-left: 1rem; }
          .sides th .faint { display: block; font-size: .8125rem; }
        }

        """

    private static let paper = """
        @media print {
          :root {
            --page: #fff; --raised: #fff; --line: #bbb; --text: #000; --faint: #444; --link: #000;
            --marked: #fff; --added: #14632a; --removed: #9c1c15; --upgraded: #063f85;
            --downgraded: #7a4500; --rebuilt: #56308a; --moved: #333;
          }
          html { font-size: 11px; }
          body { max-width: none; padding: 0; }
          #controls, thead button::after { display: none !important; }
          #changes thead th { position: static; }
          #changes tbody { break-inside: avoid; }
          svg rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          a { text-decoration: none; }
        }

        """
}
