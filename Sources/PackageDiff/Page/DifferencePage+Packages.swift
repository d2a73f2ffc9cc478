internal import MirrorBase

extension DifferencePage {
    /// The table of all changes, with what narrows it down where scripts run.
    var packages: HTMLText {
        let rows = difference.changes.enumerated().map { row($1, place: $0) }
        return """
            <section aria-labelledby="packages">
            <h2 id="packages">Packages</h2>
            \(controls)<table id="changes">
            <caption class="unseen">All changed packages</caption>
            <thead><tr>\
            <th scope="col" data-sort="kind">Change</th>\
            <th scope="col" data-sort="package">Package</th>\
            <th scope="col">Version</th>\
            <th scope="col" data-sort="repository">Repository</th>\
            <th scope="col" data-sort="size" class="number">Size</th>\
            <th scope="col" data-sort="bytes" class="number">Difference</th>\
            </tr></thead>
            \(HTMLText(joining: rows))</table>
            <p id="none" class="nothing" hidden>No change is like that.</p>
            <p class="note">\(SizeText.count(difference.unchanged, "package")) \
            \(difference.unchanged == 1 ? "is" : "are") the same on both sides.</p>
            </section>

            """
    }

    /// Hidden until the script shows that it runs.
    private var controls: HTMLText {
        let groups = kinds
        let chips = groups.map { group -> HTMLText in
            """
            <button type="button" class="chip \(group.kind.rawValue)" data-kind="\(group.kind.rawValue)" \
            aria-pressed="false">\(group.kind.badge) <b>\(group.changes.count)</b></button>

            """
        }
        let security = difference.changes.count { $0.advisories.contains(where: \.isSecurity) }
        let chip: HTMLText =
            security == 0
            ? ""
            : """
            <button type="button" class="chip security" data-security aria-pressed="false">\
            Security <b>\(security)</b></button>

            """
        return """
            <form id="controls" hidden>
            <label for="filter">Find</label>
            <input id="filter" type="search" autocomplete="off" spellcheck="false" \
            placeholder="name, version, wish, CVE …">
            <div class="chips" role="group" aria-label="Show only">
            \(HTMLText(joining: groups.count > 1 ? chips : []))\(chip)</div>
            <div class="actions">
            <output id="shown" aria-live="polite"></output>
            <button type="button" id="unfold">Open all</button>
            <button type="reset" id="clear">Clear</button>
            </div>
            </form>

            """
    }

    // MARK: - One change

    private func row(_ change: Change, place: Int) -> HTMLText {
        let repository = change.after?.repository ?? change.before?.repository ?? ""
        let size = change.after?.size ?? 0
        let security: HTMLText =
            change.advisories.contains(where: \.isSecurity) ? " data-security" : ""
        return """
            <tbody id="p\(place)" data-kind="\(change.kind.rawValue)" \
            data-repository="\(repository)" data-size="\(size)" data-bytes="\(change.sizeChange)"\(security)>
            <tr><td class="kind">\(change.kind.badge)</td>\
            <th scope="row" class="package">\(name(of: change))</th>\
            <td class="versions">\(versions(of: change))</td>\
            <td class="repository">\(self.repository(of: change))</td>\
            <td class="number size">\(change.after.map { "\(SizeText.size($0.size))" } ?? "\u{2013}")</td>\
            <td class="number bytes">\(SizeText.change(change.sizeChange))</td></tr>
            \(more(of: change))</tbody>

            """
    }

    /// The name, and the wishes it came with or went with.
    private func name(of change: Change) -> HTMLText {
        var text: HTMLText = "<bdi class=\"name\">\(change.name)</bdi>"
        if !change.architecture.isEmpty {
            text += " <span class=\"faint arch\">\(architecture(of: change))</span>"
        }
        let wishes = change.after == nil ? change.before?.wishes : change.after?.wishes
        guard change.before == nil || change.after == nil, let wishes, !wishes.isEmpty else {
            return text
        }
        let names = wishes.map { wish -> HTMLText in "<code><bdi>\(wish)</bdi></code>" }
        let word = change.after == nil ? "was there for" : "for"
        return text + """
            <span class="wishes">\(word) \(HTMLText(joining: names, with: ", "))</span>
            """
    }

    /// The architecture; both where it is another one, and not because all are.
    private func architecture(of change: Change) -> String {
        guard let before = change.before?.architecture, let after = change.after?.architecture,
            before != after
        else { return change.architecture }
        let isNative =
            before == difference.before.architecture && after == difference.after.architecture
        return isNative ? after : "\(before) → \(after)"
    }

    private func versions(of change: Change) -> HTMLText {
        guard let before = change.before else {
            return "<span class=\"new\">\(VersionPair.shown(change.after?.version ?? ""))</span>"
        }
        guard let after = change.after else {
            return "<span class=\"old\">\(VersionPair.shown(before.version))</span>"
        }
        if before.version == after.version {
            return "<span class=\"new\">\(VersionPair.shown(after.version))</span>"
        }
        let pair = VersionPair(before.version, after.version)
        return """
            <span class="old">\(pair.common)<b>\(pair.before)</b></span> \
            <span class="to" aria-hidden="true">→</span><span class="unseen"> to </span> \
            <span class="new">\(pair.common)<b>\(pair.after)</b></span>
            """
    }

    private func repository(of change: Change) -> HTMLText {
        let after = change.after?.repository ?? ""
        let before = change.before?.repository ?? ""
        if change.changesRepository {
            return """
                <span class="old"><bdi>\(before)</bdi></span> \
                <span class="to" aria-hidden="true">→</span><span class="unseen"> to </span> \
                <span class="new"><bdi>\(after)</bdi></span>
                """
        }
        return "<bdi>\(after.isEmpty ? before : after)</bdi>"
    }

    // MARK: - What can be opened

    private func more(of change: Change) -> HTMLText {
        var parts: HTMLText = ""
        if !change.advisories.isEmpty { parts += advisories(of: change) }
        if !change.changelog.isEmpty { parts += changelog(of: change) }
        if change.kind == .rebuilt, let before = change.before, let after = change.after {
            parts += """
                <details><summary>Digests</summary>
                <p class="digests"><code>\(Self.text(before.digest))</code><br>\
                <code>\(Self.text(after.digest))</code></p>
                </details>

                """
        }
        return parts.html.isEmpty
            ? "" : "<tr class=\"more\"><td></td><td colspan=\"5\">\n\(parts)</td></tr>\n"
    }

    private func advisories(of change: Change) -> HTMLText {
        let items = change.advisories.map { advisory -> HTMLText in
            """
            <li>\(advisory.mark) <a href="#a\(advisories.place(of: advisory))"><bdi>\(advisory.id)</bdi></a> \
            <bdi>\(advisory.title)</bdi></li>

            """
        }
        let count = SizeText.count(change.advisories.count, "advisory", plural: "advisories")
        return """
            <details><summary>\(count)</summary>
            <ul class="advisories">
            \(HTMLText(joining: items))</ul>
            </details>

            """
    }

    private func changelog(of change: Change) -> HTMLText {
        let items = change.changelog.map { entry -> HTMLText in
            let day = String(entry.date.iso8601.prefix { $0 != "T" })
            return """
                <li><p class="entry"><time datetime="\(day)">\(day)</time> <bdi>\(entry.author)</bdi></p>
                <pre dir="auto">\(entry.text)</pre></li>

                """
        }
        return """
            <details><summary>Changelog, \
            \(SizeText.count(change.changelog.count, "entry", plural: "entries"))</summary>
            <ol class="changelog">
            \(HTMLText(joining: items))</ol>
            </details>

            """
    }

    private static func text(_ digest: Digest) -> String {
        "\(digest.algorithm.name):\(digest.hex)"
    }
}
