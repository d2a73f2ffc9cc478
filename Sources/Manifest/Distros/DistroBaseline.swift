internal import YAML

/// What is on the targets of a distro already.
public struct DistroBaseline: Sendable, Hashable {
    /// What is done about packages that are there.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// They are there: they are not shipped, and nothing that is shipped breaks them.
        case assume
        /// They are shipped, too, with what they need.
        case ship
    }

    /// What is done about them.
    public var mode = Mode.assume
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
        baseline.mode = choice(nested, "mode", DistroBaseline.Mode.self) ?? .assume
        return baseline
    }
}
