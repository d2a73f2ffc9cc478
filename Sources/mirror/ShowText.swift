internal import CommandLineKit
internal import MirrorBase
internal import MirrorQuestions

/// What `mirror show` tells people.
struct ShowText {
    /// The width where there is no terminal.
    private static let usualWidth = 100

    let width: Int?
    let styler: Styler
    /// Whether every version is shown in full.
    let isFull: Bool

    /// One answer, ended by a line feed; empty where there is nothing.
    func text(_ answer: ShowAnswer) -> String {
        let packages = answer.packages
        if isFull { return packages.map(full).joined(separator: "\n") }
        switch answer.match {
        case .none: return ""
        case .provides, .file:
            let verb = answer.match == .file ? "is in" : "is provided by"
            return styler.apply(.bold, "`\(clean(answer.question))` \(verb)") + "\n"
                + table(packages, isNamed: true)
        case .name where answer.isPattern: return table(packages, isNamed: true)
        case .name: break
        }
        let first =
            packages.firstIndex(where: \.isCandidate) ?? packages.firstIndex { $0.hiding == nil }
        var others = packages
        let chosen = others.remove(at: first ?? 0)
        var text = full(chosen)
        if !others.isEmpty {
            text += "\n" + styler.apply(.bold, "Other versions") + "\n"
            text += table(others, isNamed: Set(packages.map(\.name)).count > 1)
        }
        return text
    }

    /// Everything in records is from outside.
    private func clean(_ text: String) -> String { DisplayWidth.visible(text) }

    // MARK: - Lines

    private func table(_ packages: [ShownPackage], isNamed: Bool) -> String {
        var columns: [Table.Column] = isNamed ? [.init("name")] : []
        columns += [
            .init("version"), .init("arch"),
            .init("repository", isFlexible: true),
            .init("size", .right), .init("", isFlexible: true),
        ]
        var table = Table(columns)
        for package in packages {
            let name: [Table.Cell] = isNamed ? [.init(package.name, .bold)] : []
            table.append(
                name + [
                    .init(package.shortVersion), .init(package.architecture),
                    .init(place(package)),
                    .init(package.size.map { ByteCount.text(Int64($0)) } ?? ""),
                    .init(marks(package).joined(separator: ", ")),
                ])
        }
        return table.rendered(width: width, styler: styler)
    }

    private func place(_ package: ShownPackage) -> String {
        let parts = [package.suite, package.component].filter { !$0.isEmpty }
        return package.repository + (parts.isEmpty ? "" : " \(parts.joined(separator: "/"))")
    }

    private func marks(_ package: ShownPackage) -> [String] {
        var marks: [String] = []
        if package.isCandidate { marks.append("candidate") }
        if package.isLocked { marks.append("locked") }
        if let hiding = package.hiding { marks.append(hiding) }
        return marks
    }

    // MARK: - In full

    private func full(_ package: ShownPackage) -> String {
        let title =
            "\(clean(package.name)) \(clean(package.shortVersion)) \(clean(package.architecture))"
        let marks = marks(package).map { clean($0) }.joined(separator: ", ")
        var text = styler.apply(.bold, title) + (marks.isEmpty ? "" : "  (\(marks))") + "\n"
        for (label, value) in facts(package) { text += line(label, value) }
        for relations in package.relations {
            // What is needed before and after is told once.
            var told: Set<String> = []
            let texts = relations.texts.filter { told.insert($0).inserted }
            let parts = WrappedText.lines(
                of: texts.map(clean), separator: ", ", width: columns - 16)
            text += lines(relations.kind, parts)
        }
        if let description = package.description {
            text += "  " + styler.apply(.dim, "Description") + "\n"
            for paragraph in description.split(separator: "\n", omittingEmptySubsequences: false) {
                for part in WrappedText.lines(clean(String(paragraph)), width: columns - 4) {
                    text += part.isEmpty ? "\n" : "    \(part)\n"
                }
            }
        }
        return text
    }

    private func facts(_ package: ShownPackage) -> [(String, String)] {
        let isDebian = package.importance != nil || !package.suite.isEmpty
        var facts: [(String, String?)] = [
            ("Summary", package.summary),
            ("Repository", "\(place(package)), priority \(package.priority)"),
            ("Modules", streams(package)),
            ("Size", sizes(package)),
            (isDebian ? "Section" : "Group", package.section),
            ("Priority", package.importance),
            ("Licence", package.license),
            ("Homepage", package.homepage),
            ("Source", package.source),
            (isDebian ? "Maintainer" : "Packager", package.maintainer),
            ("Vendor", package.vendor),
        ]
        if let digest = package.digest {
            facts.append((digest.algorithm.name.uppercased(), digest.hex))
        }
        facts.append(("From", package.urls.first))
        return facts.compactMap { label, value in value.map { (label, $0) } }
    }

    private func streams(_ package: ShownPackage) -> String? {
        if package.streams.isEmpty { return nil }
        return package.streams.map { $0.name + ($0.isActive ? " (active)" : "") }
            .joined(separator: ", ")
    }

    private func sizes(_ package: ShownPackage) -> String? {
        guard let size = package.size else { return nil }
        let installed = package.installedSize.map { ", \(ByteCount.text(Int64($0))) installed" }
        return ByteCount.text(Int64(size)) + (installed ?? "")
    }

    // MARK: - Layout

    private var columns: Int { max(40, min(width ?? Self.usualWidth, 120)) }

    /// A fact beside its label; further lines of it stand below.
    private func line(_ label: String, _ value: String) -> String {
        lines(label, WrappedText.lines(clean(value), width: columns - 16))
    }

    private func lines(_ label: String, _ parts: [String]) -> String {
        let margin = String(repeating: " ", count: 16)
        let gap = String(repeating: " ", count: max(1, 14 - DisplayWidth.of(clean(label))))
        return "  " + styler.apply(.dim, clean(label)) + gap + (parts.first ?? "") + "\n"
            + parts.dropFirst().map { margin + $0 + "\n" }.joined()
    }
}
