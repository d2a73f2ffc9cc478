internal import MirrorBase

extension ModuleDefaults {
    /// What is meant where nobody chooses, once several repositories have had their say; by module.
    ///
    /// Within one repository the last document about a module counts. Of several repositories the one that
    /// was modified last does, stream by stream; where two of one age name different default streams, there
    /// is none. This is what libmodulemd does for dnf.
    public static func merged(_ repositories: [[ModuleDocument]]) -> [String: ModuleDefaults] {
        var merged: [String: Merge] = [:]
        for documents in repositories {
            var last: [String: ModuleDefaults] = [:]
            for case .defaults(let defaults) in documents.lazy.map(\.content) {
                last[defaults.module] = defaults
            }
            for (module, defaults) in last {
                if merged[module]?.add(defaults) == nil { merged[module] = Merge(defaults) }
            }
        }
        return merged.mapValues(\.result)
    }

    /// What is meant where nobody chooses, with other default streams for some modules.
    static func merged(_ repositories: [[ModuleDocument]], choosing streams: [String: String])
        -> [String: ModuleDefaults]
    {
        var merged = merged(repositories)
        for (module, stream) in streams {
            let none = ModuleDefaults(module: module, modified: 0, stream: nil, profiles: [])
            merged[module, default: none].stream = stream
        }
        return merged
    }

    /// The merge of one module's defaults.
    private struct Merge {
        var result: ModuleDefaults

        init(_ first: ModuleDefaults) { result = first }

        mutating func add(_ other: ModuleDefaults) {
            let isNewer = other.modified > result.modified
            if let stream = other.stream {
                if isNewer || result.stream == nil {
                    result.stream = stream
                } else if other.modified == result.modified, result.stream != stream {
                    result.stream = nil
                }
            }
            for entry in other.profiles {
                if let index = result.profiles.firstIndex(where: { $0.stream == entry.stream }) {
                    if isNewer { result.profiles[index] = entry }
                } else {
                    result.profiles.append(entry)
                }
            }
            result.modified = max(result.modified, other.modified)
        }
    }

    /// A document that says so.
    var document: ModuleDocument {
        var text = "---\ndocument: modulemd-defaults\nversion: 1\ndata:\n"
        text += "  module: \(JSONText.quoted(module))\n"
        if modified > 0 { text += "  modified: \(modified)\n" }
        if let stream { text += "  stream: \(JSONText.quoted(stream))\n" }
        if !profiles.isEmpty { text += "  profiles:\n" }
        for entry in profiles {
            let names = entry.profiles.map { JSONText.quoted($0) }.joined(separator: ", ")
            text += "    \(JSONText.quoted(entry.stream)): [\(names)]\n"
        }
        return ModuleDocument(
            content: .defaults(self), text: Array((text + "...\n").utf8), line: 1,
            isStartMarked: true, isEndMarked: true)
    }
}
