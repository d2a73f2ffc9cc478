public import MirrorBase
internal import YAML

/// What is on the targets of a distro already.
public struct DistroBaseline: Sendable, Hashable {
    /// What is done about them.
    public var mode = BaselineMode.assume
    /// Files beside the distro file, repositories, or groups as `@core`; none where nothing is said.
    public var files: [String] = []

    /// Makes a baseline of nothing.
    public init() {}
}

extension DistroDecoder {
    /// A file, a list of files, or both keys written out.
    func baseline(_ reader: MappingReader) -> DistroBaseline {
        var baseline = DistroBaseline()
        guard let node = reader.node("baseline") else { return baseline }
        guard case .mapping = node.content else {
            baseline.files = reader.texts("baseline").map(\.text)
            return baseline
        }
        guard
            let nested = MappingReader(
                node, what: "`baseline`", known: ["file", "mode"], log: log)
        else { return baseline }
        if !nested.hasEntries("file") { nested.reportMissing("file") }
        baseline.files = nested.texts("file").map(\.text)
        baseline.mode = choice(nested, "mode", BaselineMode.self) ?? .assume
        return baseline
    }
}
