internal import CommandLineKit
internal import Manifest
internal import MirrorBase
internal import MirrorQuestions
internal import SystemIO

/// A matrix as people and pipelines read it.
struct MatrixText {
    let entries: [BuildMatrix.Entry]
    /// What it was compared with.
    let revision: String?
    let now: Timestamp

    func text(_ output: Output) -> String {
        switch output.format {
        case .json: json
        case .github: github
        case .gitlab: gitlab
        case .list: entries.map { "\($0.distro) \($0.architecture)\n" }.joined()
        default: table(output)
        }
    }

    private func table(_ output: Output) -> String {
        if entries.isEmpty {
            return revision.map { "nothing differs from `\($0)`\n" }
                ?? "there is nothing to build\n"
        }
        var columns: [Table.Column] = [
            .init("distro"), .init("arch"), .init("end of life"), .init("lock"),
        ]
        if revision != nil { columns.append(.init("changed")) }
        var table = Table(columns)
        for entry in entries {
            var cells: [Table.Cell] = [
                .init(entry.distro), .init(entry.architecture),
                end(of: entry), .init(entry.lock == nil ? "-" : "yes"),
            ]
            if revision != nil {
                let names = entry.changes.map { $0.rawValue.replacing("-", with: " ") }
                cells.append(.init(names.joined(separator: ", ")))
            }
            table.append(cells)
        }
        return table.rendered(width: output.width, styler: output.styler)
    }

    /// One line, since a step's output of GitHub is one.
    private var github: String {
        var json = JSONText()
        json.beginObject()
        json.objects("include", entries) { json, entry in
            json.field("distro", entry.distro)
            json.field("arch", entry.architecture)
        }
        json.endObject()
        return json.text + "\n"
    }

    /// A hidden job that the job which builds extends; with nothing to build it makes no job.
    private var gitlab: String {
        var text =
            "# Made by `mirror matrix --format gitlab`: `extends: .mirrors` makes a job for each.\n"
        text += ".mirrors:\n"
        if entries.isEmpty { return text + "  rules:\n    - when: never\n" }
        text += "  parallel:\n    matrix:\n"
        var distros: [(name: String, architectures: [String])] = []
        for entry in entries {
            if distros.last?.name != entry.distro { distros.append((entry.distro, [])) }
            distros[distros.count - 1].architectures.append(entry.architecture)
        }
        for distro in distros {
            let list = distro.architectures.map { JSONText.quoted($0) }.joined(separator: ", ")
            text += "      - DISTRO: \(JSONText.quoted(distro.name))\n        ARCH: [\(list)]\n"
        }
        return text
    }

    private var json: String {
        JSONText.document { json in
            if let revision { json.field("since", revision) }
            json.objects("mirrors", entries, indent: 1) { json, entry in
                json.field("distro", entry.distro)
                json.field("arch", entry.architecture)
                json.field("family", entry.family.rawValue)
                if let day = Self.day(entry.endOfLife) { json.field("end-of-life", day) }
                if let lock = entry.lock { json.field("lock", lock) }
                if revision != nil { json.field("changed", entry.changes.map(\.rawValue)) }
            }
        }
    }

    /// The day, and whether it has passed, as `mirror distros` says it.
    private func end(of entry: BuildMatrix.Entry) -> Table.Cell {
        guard let end = entry.endOfLife, let day = Self.day(end) else { return "-" }
        return end < now ? .init("\(day) (passed)", .warning) : .init(day)
    }

    private static func day(_ time: Timestamp?) -> String? {
        time.map { String($0.iso8601.prefix(10)) }
    }
}
