public import MirrorBase

/// A package that was built as part of a module stream: `name-epoch:version-release.architecture`.
public struct ModuleArtifact: Sendable, Hashable {
    /// The text as it stands in the document.
    public var text: String
    /// Its lines in the document's text; empty where it does not have lines of its own.
    public var lines: ByteRange

    /// The parts of an artifact's text.
    public struct Parts: Sendable, Hashable {
        /// The package's name.
        public var name: String
        /// `epoch:version-release`, with the epoch that the text always has.
        public var version: String
        /// The architecture; `src` for sources.
        public var architecture: String

        /// Makes an identity of its parts; the version has an epoch.
        public init(name: String, version: String, architecture: String) {
            self.name = name
            self.version = version
            self.architecture = architecture
        }
    }

    init(text: String, lines: ByteRange = .empty) {
        self.text = text
        self.lines = lines
    }

    /// The text taken apart; `nil` where it is no full package identity.
    public var parts: Parts? { Parts(text) }
}

extension ModuleArtifact.Parts {
    /// Takes `name-epoch:version-release.architecture` apart, from its end.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot + 1 < bytes.count,
            let release = bytes[..<dot].lastIndex(of: UInt8(ascii: "-")), release + 1 < dot,
            let version = bytes[..<release].lastIndex(of: UInt8(ascii: "-")), version > 0,
            version + 1 < release
        else { return nil }
        name = String(decoding: bytes[..<version], as: UTF8.self)
        let hasEpoch = bytes[version..<release].contains(UInt8(ascii: ":"))
        self.version =
            (hasEpoch ? "" : "0:") + String(decoding: bytes[(version + 1)..<dot], as: UTF8.self)
        architecture = String(decoding: bytes[(dot + 1)...], as: UTF8.self)
    }
}
