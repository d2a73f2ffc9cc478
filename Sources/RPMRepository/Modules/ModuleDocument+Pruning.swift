internal import MirrorBase

extension ModuleDocument {
    /// The documents that a repository with only some of the packages has to have, in their order.
    ///
    /// These are the streams of which a package is there, or that become defaults, all that they
    /// require directly or in turn, and what is said of these modules beside. Lists of artifacts keep the lines of what is there; every other
    /// byte stays. Defaults of several repositories become one document, since in one file the last would
    /// count. A document that is there twice is taken once.
    ///
    /// - Parameters:
    ///   - repositories: The documents of each repository.
    ///   - streams: The streams to keep and to make the defaults of their modules, by module; they need no
    ///     client that enables them.
    ///   - isShipped: Whether a package is there, by its name, version with epoch, and architecture.
    public static func pruned(
        _ repositories: [[ModuleDocument]], defaults streams: [String: String] = [:],
        isShipped: (ModuleArtifact.Parts) -> Bool
    ) -> [ModuleDocument] {
        let all = repositories.flatMap { $0 }
        let shipped = all.map { document in
            (document.build?.artifacts ?? []).map { $0.parts.map(isShipped) ?? false }
        }
        var isKept = zip(all, shipped).map { document, shipped in
            shipped.contains(true)
                || document.build.map { streams[$0.module] == $0.stream } ?? false
        }
        keepRequired(of: all, &isKept)
        let modules = Set(all.indices.filter { isKept[$0] }.compactMap { all[$0].module })
        let defaults = ModuleDefaults.merged(repositories, choosing: streams)
        var unsaid = Set(streams.keys.filter { modules.contains($0) })
        var seen: Set<ModuleDocument> = []
        var result: [ModuleDocument] = []
        for (index, document) in all.enumerated() {
            guard let module = document.module, modules.contains(module) else { continue }
            var document = document
            switch document.content {
            case .stream:
                guard isKept[index] else { continue }
                document = document.keeping(shipped[index])
            case .defaults(let own):
                guard let merged = defaults[module] else { continue }
                unsaid.remove(module)
                if own != merged { document = merged.document }
            case .obsoletes, .translations, .other: break
            }
            var twin = document
            twin.line = 0
            if seen.insert(twin).inserted { result.append(document) }
        }
        return result + unsaid.sorted().compactMap { defaults[$0]?.document }
    }

    /// Marks the streams that those marked require, and so on.
    private static func keepRequired(of documents: [ModuleDocument], _ isKept: inout [Bool]) {
        var byModule: [String: [Int]] = [:]
        for (index, document) in documents.enumerated() {
            if let stream = document.build { byModule[stream.module, default: []].append(index) }
        }
        var pending = isKept.indices.filter { isKept[$0] }
        while let index = pending.popLast() {
            for requirement in documents[index].build?.dependencies.joined() ?? [].joined() {
                for other in byModule[requirement.module] ?? [] where !isKept[other] {
                    guard let stream = documents[other].build?.stream,
                        requirement.allows(stream)
                    else { continue }
                    isKept[other] = true
                    pending.append(other)
                }
            }
        }
    }

    /// The document without the lines of those artifacts that are not to be kept.
    ///
    /// Where they do not have lines of their own, or what is left does not read as it should, the document
    /// stays as it is: a client passes over artifacts that are not there.
    private func keeping(_ isKept: [Bool]) -> ModuleDocument {
        guard let stream = build, isKept.contains(false) else { return self }
        var cut: [Range<Int>] = []
        if isKept.contains(true) {
            for (artifact, isKept) in zip(stream.artifacts, isKept) where !isKept {
                if !artifact.lines.isEmpty { cut.append(artifact.lines.range) }
            }
        } else {
            // A key without a list would not be read by clients.
            cut.append(stream.artifactSection.range)
        }
        var shorter = self
        shorter.text = []
        var position = 0
        for range in cut {
            guard range.lowerBound >= position else { return self }
            shorter.text += text[position..<range.lowerBound]
            position = range.upperBound
        }
        shorter.text += text[position...]
        guard let read = try? ModulesReader.read(shorter.text), read.count == 1,
            let left = read[0].build
        else { return self }
        let names = zip(stream.artifacts, isKept).filter(\.1).map(\.0.text)
        guard left.artifacts.map(\.text) == names, left.isSame(as: stream) else { return self }
        shorter.content = .stream(left)
        return shorter
    }
}

extension ModuleBuild {
    /// Whether all but the artifacts is the same.
    fileprivate func isSame(as other: ModuleBuild) -> Bool {
        var left = self
        var right = other
        (left.artifacts, left.artifactSection) = ([], .empty)
        (right.artifacts, right.artifactSection) = ([], .empty)
        return left == right
    }
}

extension ModuleBuild.Requirement {
    /// Whether a stream of the module will do.
    public func allows(_ stream: String) -> Bool {
        if streams.contains("-\(stream)") { return false }
        let wanted = streams.filter { !$0.hasPrefix("-") }
        return wanted.isEmpty || wanted.contains(stream)
    }
}
