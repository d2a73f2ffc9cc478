internal import MirrorBase
internal import YAML

/// Reads a modules file: any number of YAML documents, each about one module.
///
/// Documents of kinds or versions that are not known are kept and not looked into, as libmodulemd does;
/// one that is known and broken, or no YAML, is an error, since packages would count as ordinary ones
/// without it.
public enum ModulesReader {
    /// All documents of a file, in its order.
    public static func read(_ bytes: [UInt8]) throws(ModulesError) -> [ModuleDocument] {
        let log = ProblemLog(SourceText(file: "", bytes: bytes))
        let content = SourceText.content(of: bytes)
        var composer = YAMLComposer(bytes, log: log)
        var documents: [ModuleDocument] = []
        while let document = composer.nextDocument() {
            try refuseProblems(log)
            documents.append(try read(document, of: content))
        }
        try refuseProblems(log)
        return documents
    }

    private static func refuseProblems(_ log: ProblemLog) throws(ModulesError) {
        guard let problem = log.problems.first else { return }
        let place = problem.excerpt?.position ?? SourceSpan.start.position
        throw ModulesError(problem.message, line: place.line, column: place.column)
    }

    private static func read(_ document: YAMLDocument, of bytes: ArraySlice<UInt8>)
        throws(ModulesError) -> ModuleDocument
    {
        let whole = document.bytes(ofLines: document.lines)
        return ModuleDocument(
            content: try content(document),
            text: Array(
                bytes[(bytes.startIndex + whole.lowerBound)..<(bytes.startIndex + whole.upperBound)]
            ),
            line: document.lines.lowerBound + 1, isStartMarked: document.isStartMarked,
            isEndMarked: document.isEndMarked)
    }

    private static func content(_ document: YAMLDocument) throws(ModulesError)
        -> ModuleDocument.Content
    {
        let root = document.root
        // An empty document says nothing: a file may end with `---`.
        if root.isNull { return .other("") }
        let kind = try root.required("document").words
        let version = try root.member("version")?.number ?? 0
        switch (kind, version) {
        case ("modulemd", 1), ("modulemd", 2), ("modulemd", 3), ("modulemd-stream", 3):
            let data = try root.required("data")
            return .stream(try stream(data, document))
        case ("modulemd-defaults", 1):
            return .defaults(try defaults(try root.required("data")))
        case ("modulemd-obsoletes", 1):
            let data = try root.required("data")
            return .obsoletes(
                module: try data.required("module").words,
                stream: try data.required("stream").words)
        case ("modulemd-translations", 1):
            let data = try root.required("data")
            return .translations(
                module: try data.required("module").words,
                stream: try data.required("stream").words)
        default: return .other(kind)
        }
    }

    private static func defaults(_ data: YAMLNode) throws(ModulesError) -> ModuleDefaults {
        var defaults = ModuleDefaults(
            module: try data.required("module").words,
            modified: try data.member("modified")?.number ?? 0,
            stream: try data.member("stream")?.words, profiles: [])
        for entry in try data.member("profiles")?.entries ?? [] {
            defaults.profiles.append(
                ModuleDefaults.StreamProfiles(
                    stream: try entry.key.words, profiles: try entry.value.list))
        }
        return defaults
    }

    private static func stream(_ data: YAMLNode, _ document: YAMLDocument) throws(ModulesError)
        -> ModuleBuild
    {
        var stream = ModuleBuild(
            module: try data.required("name").words, stream: try data.required("stream").words,
            version: try data.member("version")?.number ?? 0,
            context: try data.member("context")?.words ?? "",
            hasStaticContext: try data.member("static_context")?.bool ?? false,
            architecture: try data.member("arch")?.words ?? "",
            dependencies: try dependencies(data.member("dependencies")), profiles: [],
            api: try data.member("api")?.member("rpms")?.list ?? [],
            demodularized: try data.member("demodularized")?.member("rpms")?.list ?? [],
            artifacts: [])
        for entry in try data.member("profiles")?.entries ?? [] {
            stream.profiles.append(
                ModuleBuild.Profile(
                    name: try entry.key.words,
                    packages: try entry.value.member("rpms")?.list ?? [],
                    isDefault: try entry.value.member("default")?.bool ?? false))
        }
        let sections = try data.entries
        if let index = sections.firstIndex(where: { $0.key.text == "artifacts" }) {
            let end =
                index + 1 < sections.count ? sections[index + 1].key.line : document.endLine
            let lines = sections[index].key.line..<max(sections[index].key.line, end)
            stream.artifactSection = document.range(ofLines: lines)
            if let list = try sections[index].value.member("rpms") {
                stream.artifacts = try artifacts(list, document)
            }
        }
        return stream
    }

    /// In versions 2 and 3 of what each is a mapping; in version 1, and for v3's platform, a mapping with one
    /// stream each.
    private static func dependencies(_ node: YAMLNode?) throws(ModulesError)
        -> [[ModuleBuild.Requirement]]
    {
        guard let node, !node.isNull else { return [] }
        let items: [YAMLNode] =
            if case .sequence(let items) = node.content { items } else { [node] }
        var result: [[ModuleBuild.Requirement]] = []
        for item in items {
            var requirements: [ModuleBuild.Requirement] = []
            if let platform = try item.member("platform") {
                requirements.append(
                    ModuleBuild.Requirement(module: "platform", streams: try platform.list))
            }
            for entry in try item.member("requires")?.entries ?? [] {
                requirements.append(
                    ModuleBuild.Requirement(
                        module: try entry.key.words, streams: try entry.value.list))
            }
            result.append(requirements)
        }
        return result
    }

    private static func artifacts(_ node: YAMLNode, _ document: YAMLDocument) throws(ModulesError)
        -> [ModuleArtifact]
    {
        guard case .sequence(let items) = node.content else {
            return try node.list.map { ModuleArtifact(text: $0) }
        }
        var artifacts: [ModuleArtifact] = []
        artifacts.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            // Of lines that hold more than one, none can be cut.
            let line = item.line
            let isAlone =
                (index == 0 || items[index - 1].line < line) && (index > 0 || node.line == line)
                && (index + 1 == items.count || items[index + 1].line > line)
            let range = isAlone ? document.range(ofLines: line..<line + 1) : .empty
            artifacts.append(ModuleArtifact(text: try item.words, lines: range))
        }
        return artifacts
    }
}

extension YAMLDocument {
    /// The bytes of some lines of the file, counted from the beginning of the document.
    fileprivate func range(ofLines lines: Range<Int>) -> ByteRange {
        let start = bytes(ofLines: self.lines).lowerBound
        let range = bytes(ofLines: lines)
        guard range.lowerBound >= start else { return .empty }
        return ByteRange(range.lowerBound - start..<range.upperBound - start)
    }
}
