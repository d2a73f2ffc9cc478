internal import CommandLineKit
internal import MirrorBase
internal import MirrorQuestions

/// Why packages are in a lock, for people.
struct WhyText {
    private let answer: WhyAnswer
    private let styler: Styler
    private let width: Int?
    /// How many packages of the lock bear each name.
    private let names: [String: Int]

    init(_ answer: WhyAnswer, styler: Styler = .plain, width: Int? = nil) {
        self.answer = answer
        self.styler = styler
        self.width = width
        var names: [String: Int] = [:]
        for package in answer.packages { names[package.name, default: 0] += 1 }
        self.names = names
    }

    // MARK: - Words

    /// Locks come from outside.
    private func clean(_ text: String) -> String { DisplayWidth.visible(text) }

    /// A package by its name, with version and architecture where another one has that name.
    private func name(_ number: Int) -> String {
        let package = answer.packages[number]
        if names[package.name] ?? 0 < 2 { return clean(package.name) }
        return clean(
            "\(package.name) \(package.version.withoutZeroEpoch) \(package.architecture)")
    }

    /// What is asked for, as written, and how it is meant.
    static func dependency(_ step: WhyAnswer.Step) -> String {
        let isRich = step.dependency.hasPrefix("(")
        let mark = step.kind.isWeak ? isRich ? " (weak, rich)" : " (weak)" : isRich ? " (rich)" : ""
        return DisplayWidth.visible("\(step.kind.rawValue)\(mark): \(step.dependency)")
    }

    /// What a package is, in one line.
    private func heading(_ finding: WhyAnswer.Finding) -> String {
        let package = answer.packages[finding.package]
        var text = styler.apply(
            .bold,
            clean("\(package.name) \(package.version.withoutZeroEpoch) \(package.architecture)"))
        text += ", \(ByteCount.text(Int64(package.size))) from \(clean(package.repository))"
        if answer.sets > 1 {
            let numbers = package.sets.map { "\($0 + 1)" }
            text += ", in set\(numbers.count == 1 ? "" : "s") \(numbers.joined(separator: ", "))"
        }
        switch finding.match {
        case .name: break
        case .provides(let what): text += ", provides `\(clean(what))`"
        case .wish: text += ", taken for the wish `\(clean(answer.question))`"
        }
        if package.isBroad { text += "\nthere because it could serve; nothing chose it" }
        return text + "\n"
    }

    private func wish(_ origin: WhyAnswer.Origin) -> String {
        if origin.wish == "baseline", origin.groups.isEmpty { return "the baseline" }
        let groups = clean(origin.groups.joined(separator: ", "))
        let wish = "wish \(styler.apply(.bold, clean(origin.wish)))"
        return groups.isEmpty ? wish : "\(wish) (\(groups))"
    }

    private func cost(_ origin: WhyAnswer.Origin) -> String {
        if origin.freedPackages == 0 { return "without it, nothing would go" }
        let count = Count.text(origin.freedPackages, "package")
        return "without it, \(count) would go, \(ByteCount.text(Int64(origin.freedBytes)))"
    }

    // MARK: - Chains

    /// Each package with its wishes and the ways from these.
    var chains: String {
        answer.findings.map { finding in
            heading(finding) + finding.origins.map(chains).joined()
                + further(finding.furtherWishes)
        }.joined(separator: "\n")
    }

    private func further(_ count: Int) -> String {
        if count == 0 { return "" }
        let wishes = Count.text(count, "more wish", plural: "more wishes")
        return "  " + styler.apply(.dim, "and \(wishes); `--all` names them") + "\n"
    }

    private func chains(_ origin: WhyAnswer.Origin) -> String {
        let place = answer.sets > 1 ? ", in set \(origin.set + 1)" : ""
        let length = 4 + origin.wish.count + place.count + cost(origin).count + 6
        let isLong = width.map { length + origin.groups.joined(separator: ", ").count + 3 > $0 }
        let gap = isLong ?? false ? "\n    " : " "
        var text = "  \(wish(origin))\(place):\(gap)\(cost(origin))\n"
        for chain in origin.chains {
            text += lines(chain, isChosen: origin.isChosen, isBase: origin.isBase)
        }
        if origin.furtherChains > 0 {
            let count = Count.text(origin.furtherChains, "more chain")
            // With `--all` there are as many as it shows at most.
            let hint = origin.chains.count > 1 ? "" : "; `--all` shows them"
            text += "    " + styler.apply(.dim, "and \(count) of that length\(hint)") + "\n"
        }
        return text
    }

    /// One way: on one line if it fits, else a step a line.
    private func lines(_ chain: WhyAnswer.Chain, isChosen: Bool, isBase: Bool) -> String {
        var start = name(chain.first)
        if isChosen {
            let client = clean(answer.client)
            start += " (chosen by what \(client) takes by itself; no dependency asks for it)"
        } else if chain.steps.isEmpty {
            start += styler.apply(.dim, isBase ? " (one of the base)" : " (what the wish names)")
        }
        let steps = chain.steps.map { step in
            (WhyText.dependency(step), name(step.to), step.kind.isWeak)
        }
        let length = steps.reduce(4 + start.count) { $0 + $1.0.count + $1.1.count + 6 }
        let arrow = styler.apply(.dim, "→")
        let parts = steps.map { dependency, name, isWeak in
            "\(arrow) \(isWeak ? styler.apply(.warning, dependency) : dependency) \(arrow) \(name)"
        }
        let isShort = width.map { length <= $0 } ?? true
        return "    " + ([start] + parts).joined(separator: isShort ? " " : "\n    ") + "\n"
    }

    // MARK: - Tree

    /// Each package with everything that needs it, up to the wishes.
    var tree: String {
        var hasRepeats = false
        let text = answer.findings.map { finding in
            heading(finding) + branches(finding, &hasRepeats)
        }.joined(separator: "\n")
        return hasRepeats ? text + "\n(*) is shown elsewhere with what needs it\n" : text
    }

    /// A line of the tree that waits to be written.
    private struct Branch {
        /// A package by its name, or a wish.
        var name: String
        /// By what it needs what stands above, and whether it is shown elsewhere, too.
        var need = ""
        var style = Style.dim
        /// The package whose branches follow; `nil` where none do.
        var package: Int?
        var margin: String
        var isLast: Bool
    }

    private func branches(_ finding: WhyAnswer.Finding, _ hasRepeats: inout Bool) -> String {
        var needs: [Int: [WhyAnswer.Step]] = [:]
        // What needs several others is shown in full where it is nearest.
        var home: [Int: Int] = [finding.package: finding.package]
        for step in finding.tree {
            needs[step.to, default: []].append(step)
            if home[step.from] == nil { home[step.from] = step.to }
        }
        var text = ""
        var waiting = below(finding.package, "", finding, needs, home)
        while let branch = waiting.popLast() {
            let margin = branch.margin + (branch.isLast ? "    " : "│   ")
            hasRepeats = hasRepeats || branch.need.hasSuffix(" (*)")
            let children =
                branch.package.map { below($0, margin, finding, needs, home) } ?? []
            text += lines(branch, below: margin + (children.isEmpty ? "    " : "│   "))
            waiting += children
        }
        return text
    }

    /// A branch; of what it needs, what has no room beside the name stands below.
    private func lines(_ branch: Branch, below margin: String) -> String {
        let start = branch.margin + (branch.isLast ? "└── " : "├── ")
        let isWish = branch.need.isEmpty
        if isWish { return "\(start)wish \(styler.apply(.bold, branch.name))\n" }
        var lines = [""]
        var used = DisplayWidth.of(start) + DisplayWidth.of(branch.name) + 1
        for word in branch.need.split(separator: " ").map(String.init) {
            let length = DisplayWidth.of(word) + 1
            if used + length > width ?? .max, lines != [""] {
                lines.append("")
                used = DisplayWidth.of(margin) + 1
            }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
            used += length
        }
        let shown = lines.map { styler.apply(branch.style, $0) + "\n" }
        return "\(start)\(branch.name)  " + shown.joined(separator: margin + "  ")
    }

    /// What stands below a package, the last first.
    private func below(
        _ package: Int, _ margin: String, _ finding: WhyAnswer.Finding,
        _ needs: [Int: [WhyAnswer.Step]], _ home: [Int: Int]
    ) -> [Branch] {
        var branches = (finding.treeWishes[package] ?? []).map { wish in
            Branch(name: clean(wish), package: nil, margin: margin, isLast: false)
        }
        for step in needs[package] ?? [] {
            let isHome = home[step.from] == package
            branches.append(
                Branch(
                    name: name(step.from),
                    need: WhyText.dependency(step) + (isHome ? "" : " (*)"),
                    style: step.kind.isWeak ? .warning : .dim,
                    package: isHome ? step.from : nil, margin: margin, isLast: false))
        }
        if !branches.isEmpty { branches[branches.count - 1].isLast = true }
        return branches.reversed()
    }
}
