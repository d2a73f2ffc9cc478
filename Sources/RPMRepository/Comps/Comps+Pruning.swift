internal import MirrorBase

extension Comps {
    /// One document of the groups of several repositories, with only the packages that are there; `nil` where
    /// no group is left.
    ///
    /// It is the first document. Packages that are not there are cut out of it, then groups without packages,
    /// then environments and categories without groups. What only the others list is added to the group or
    /// environment of the same id, and groups that only they have to the end. All else stays, byte for byte.
    ///
    /// - Parameter isShipped: Whether a package of that name, or of that pattern, is there.
    public static func pruned(_ documents: [Comps], isShipped: @escaping (String) -> Bool)
        -> [UInt8]?
    {
        var pruning = CompsPruning(documents, isShipped)
        return pruning.run()
    }
}

/// The merge of comps documents.
private struct CompsPruning {
    /// Where something is: in which document, and which of its kind.
    private struct Place: Hashable {
        var document: Int
        var index: Int
    }

    private let documents: [Comps]
    private var edits: [TextEdits]
    private let isShipped: (String) -> Bool
    private var keptGroups: Set<String> = []
    /// What of later documents is not in the first: which parts of their text.
    private var additions: [(document: Int, range: Range<Int>)] = []

    init(_ documents: [Comps], _ isShipped: @escaping (String) -> Bool) {
        self.documents = documents
        self.isShipped = isShipped
        edits = documents.map { TextEdits($0.text) }
        for document in documents {
            for group in document.groups
            where group.packages.contains(where: { isShipped($0.name) }) {
                keptGroups.insert(group.id)
            }
        }
    }

    mutating func run() -> [UInt8]? {
        guard let first = documents.first, !keptGroups.isEmpty else { return nil }
        pruneGroups()
        pruneLists(\.environments)
        pruneLists(\.categories)
        pruneLanguagePacks()
        var text = edits[0].result(0..<first.end)
        // The end tag of the root has a line of its own; what comes before it, too.
        for (document, range) in additions { text += edits[document].result(range) }
        return text + first.text[first.end...]
    }

    private mutating func keep(_ document: Int, _ range: ByteRange) {
        if document > 0 {
            additions.append((document, edits[document].lines(range.range)))
        }
    }

    private func line(_ document: Int, _ range: ByteRange) -> [UInt8] {
        Array(documents[document].text[edits[document].lines(range.range)])
    }

    private mutating func pruneGroups() {
        var hosts: [String: Place] = [:]
        var names: [String: Set<String>] = [:]
        for (number, document) in documents.enumerated() {
            for (index, group) in document.groups.enumerated() {
                let isKept = keptGroups.contains(group.id) && group.listEnd != nil
                guard isKept, hosts[group.id] == nil else {
                    if let host = hosts[group.id], isKept {
                        add(group, of: number, to: host, &names)
                    }
                    edits[number].cut(group.range.range)
                    continue
                }
                hosts[group.id] = Place(document: number, index: index)
                names[group.id] = Set(group.packages.map(\.name))
                for member in group.packages where !isShipped(member.name) {
                    edits[number].cut(member.range.range)
                }
                keep(number, group.range)
            }
        }
    }

    /// Adds to a group the packages that only another group of the same id lists.
    private mutating func add(
        _ group: CompsGroup, of document: Int, to host: Place, _ names: inout [String: Set<String>]
    ) {
        guard let end = documents[host.document].groups[host.index].listEnd else { return }
        for member in group.packages where isShipped(member.name) {
            guard names[group.id, default: []].insert(member.name).inserted else { continue }
            edits[host.document].insert(line(document, member.range), before: end)
        }
    }

    private mutating func pruneLists(_ lists: KeyPath<Comps, [CompsEnvironment]>) {
        let kept = Set(
            documents.flatMap { $0[keyPath: lists] }.filter {
                ($0.groups.ids + $0.optionalGroups.ids).contains(where: keptGroups.contains)
            }.map(\.id))
        var hosts: [String: Place] = [:]
        for (number, document) in documents.enumerated() {
            for (index, item) in document[keyPath: lists].enumerated() {
                let isKept = kept.contains(item.id) && item.groups.end != nil
                guard isKept, hosts[item.id] == nil else {
                    if let host = hosts[item.id], isKept {
                        let first = documents[host.document][keyPath: lists][host.index]
                        add(item.groups, of: number, to: first.groups, of: host.document)
                        add(
                            item.optionalGroups, of: number, to: first.optionalGroups,
                            of: host.document)
                    }
                    edits[number].cut(item.range.range)
                    continue
                }
                hosts[item.id] = Place(document: number, index: index)
                for member in item.groups.members + item.optionalGroups.members
                where !keptGroups.contains(member.id) {
                    edits[number].cut(member.range.range)
                }
                keep(number, item.range)
            }
        }
    }

    private mutating func add(
        _ list: CompsGroupList, of document: Int, to host: CompsGroupList, of hostDocument: Int
    ) {
        guard let end = host.end else { return }
        for member in list.members
        where keptGroups.contains(member.id) && !host.ids.contains(member.id) {
            let added = line(document, member.range)
            if edits[hostDocument].has(added, before: end) { continue }
            edits[hostDocument].insert(added, before: end)
        }
    }

    private mutating func pruneLanguagePacks() {
        var host: (document: Int, end: Int)?
        for (number, document) in documents.enumerated() {
            for packs in document.languagePacks {
                let kept = packs.matches.filter {
                    isShipped($0.name) && isShipped($0.install.replacing("%s", with: "*"))
                }
                guard !kept.isEmpty, let end = packs.end, host == nil else {
                    if let host {
                        for match in kept {
                            edits[host.document].insert(
                                line(number, match.range), before: host.end)
                        }
                    }
                    edits[number].cut(packs.range.range)
                    continue
                }
                host = (number, end)
                for match in packs.matches where !kept.contains(match) {
                    edits[number].cut(match.range.range)
                }
                keep(number, packs.range)
            }
        }
    }
}
