internal import MirrorBase

extension DifferencePage {
    /// The two sides, and what happened between them in one sentence and a few figures.
    var header: HTMLText {
        """
        <header>
        <div>
        <p class="eyebrow">Changes of a mirror</p>
        <h1><bdi>\(difference.before.title)</bdi> <span class="to" aria-hidden="true">→</span>\
        <span class="unseen"> to </span> <bdi>\(difference.after.title)</bdi></h1>
        \(difference.changes.isEmpty ? "" : lead)</div>
        \(sides)</header>

        """
    }

    private var lead: HTMLText {
        let counts = kinds.map { group -> HTMLText in
            "<li>\(group.kind.badge) <b>\(group.changes.count)</b></li>"
        }
        return """
            <p class="lead">\(sentence)</p>
            <ul class="counts" aria-label="Changes by kind">\(HTMLText(joining: counts))</ul>

            """
    }

    private var sentence: HTMLText {
        let changed = difference.changes.count
        let total = changed + difference.unchanged
        var text: HTMLText = "<b>\(changed)</b> of \(SizeText.count(total, "package")) changed. "
        let bytes = difference.sizeChange
        let size = SizeText.size(difference.after.bytes)
        if bytes == 0 {
            text += "The size stays <span class=\"whole\">\(size)</span>."
        } else {
            text += """
                The mirror \(bytes > 0 ? "grows" : "shrinks") by <b>\(SizeText.size(bytes))</b>\(share) \
                to <span class="whole">\(size)</span>.
                """
        }
        return text + advisories.sentence
    }

    /// How much of the former size the change is; where it says more than nothing.
    private var share: String {
        let before = difference.before.bytes
        guard before > 0 else { return "" }
        let thousandths = (Double(difference.sizeChange.magnitude) / Double(before) * 1000)
            .rounded()
        guard thousandths >= 1, thousandths < 10_000 else { return "" }
        let value = Int(thousandths)
        let sign = difference.sizeChange > 0 ? "+" : "\u{2212}"
        return " (\(sign)\(value / 10).\(value % 10)\u{A0}%)"
    }

    private var sides: HTMLText {
        """
        <table class="sides">
        <caption class="unseen">The two sides</caption>
        <thead><tr><td></td><th scope="col">Packages</th><th scope="col">Size</th></tr></thead>
        <tbody>
        \(side("Before", difference.before))\(side("After", difference.after))\
        <tr class="sum"><th scope="row">Change</th>\
        <td>\(signed(difference.after.packages - difference.before.packages))</td>\
        <td>\(SizeText.change(difference.sizeChange))</td></tr>
        </tbody>
        </table>

        """
    }

    private func side(_ name: String, _ side: Difference.Side) -> HTMLText {
        let known = [side.distro, side.architecture].compactMap { $0 }.joined(separator: " ")
        var origin: HTMLText = known.isEmpty ? "" : " <span class=\"faint\">\(known)</span>"
        if let time = side.time {
            origin += """
                 <span class="faint time"><time datetime="\(time.iso8601)">\(Self.minute(time))</time> \
                UTC</span>
                """
        }
        return """
            <tr><th scope="row">\(name)\(origin)</th>\
            <td>\(side.packages)</td><td>\(SizeText.size(side.bytes))</td></tr>

            """
    }

    /// A time to the minute: `2026-11-21 10:24`.
    private static func minute(_ time: Timestamp) -> String {
        String(time.iso8601.prefix(16)).replacing("T", with: " ")
    }

    private func signed(_ number: Int) -> String {
        if number == 0 { return "0" }
        return (number > 0 ? "+" : "\u{2212}") + String(number.magnitude)
    }
}

extension HTMLText {
    static func + (left: HTMLText, right: HTMLText) -> HTMLText {
        HTMLText(joining: [left, right])
    }
}
